locals {
  alarms = { actions = var.alarm_actions }
}

# End a canary.
module "prod_alarms" {
  source = "../../modules/metric-alarms"

  name    = var.environment
  actions = var.alarm_actions

  alarms = {
    for app in(var.canary == null && var.production.strategy == null ? [] : local.apps) : "${app}-prod-errors" => {
      description = "Invocations of ${var.environment}-${app} in the stage prod fail."
      namespace   = "AWS/Lambda"
      metric      = "Errors"
      dimensions  = { FunctionName = "${var.environment}-${app}", Resource = "${var.environment}-${app}:prod" }
      threshold   = 0
    }
  }
}
