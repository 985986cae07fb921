locals {
  alarms = { actions = var.alarm_actions }
}

# End a canary.
resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = toset(var.canary == null && var.production.strategy == null ? [] : local.apps)

  alarm_name          = "${var.environment}-${each.key}-prod-errors"
  alarm_description   = "Invocations of ${var.environment}-${each.key} in the stage prod fail."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "${var.environment}-${each.key}", Resource = "${var.environment}-${each.key}:prod" }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}
