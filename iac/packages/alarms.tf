locals {
  alarms = { actions = var.alarm_actions }
}

module "alarms" {
  source = "../../modules/service-alarms"

  name       = "${var.environment}-packages"
  alarm_arns = merge(module.api.alarm_arns, module.delete_package.alarm_arns)
}
