locals {
  alarms = { actions = var.alarm_actions }
}

# What the canaries of deployments listen to: `alarm` in each app.toml.
module "alarms" {
  source = "../../modules/service-alarms"

  name       = "${var.environment}-products"
  alarm_arns = merge(module.api.alarm_arns, module.get_product.alarm_arns, module.put_product.alarm_arns)
}
