locals {
  alarms = { actions = var.alarm_actions }
}

# What the canaries of deployments listen to: `alarm` in each app.toml.
module "alarms" {
  source = "../../modules/service-alarms"

  name       = "${var.environment}-cloud-providers"
  alarm_arns = merge(module.api.alarm_arns, module.list_cloud_providers.alarm_arns, module.put_cloud_provider.alarm_arns)
}
