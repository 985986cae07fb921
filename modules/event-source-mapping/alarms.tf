# By function, as Lambda's metric is: of several mappings of a function, the one that is furthest behind counts.
resource "aws_cloudwatch_metric_alarm" "iterator_age" {
  count = local.stream != null && var.alarms.enabled ? 1 : 0

  alarm_name          = "${local.function_name}-iterator-age"
  alarm_description   = "${local.function_name} is behind the stream, whose records expire after 24 hours: read its log for the record that blocks it."
  namespace           = "AWS/Lambda"
  metric_name         = "IteratorAge"
  dimensions          = { FunctionName = local.function_name }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarms.iterator_age_milliseconds
  period              = 60
  evaluation_periods  = 3
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching" # no record, no data
  alarm_actions       = var.alarms.actions
  ok_actions          = var.alarms.actions
  tags                = var.tags
}

locals {
  # Module lambda gives the name, which is known before the function exists, unlike its ARN.
  function_name = coalesce(var.function.function.name, split(":", var.function.function.alias_arn)[6])
}
