resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.alarms

  alarm_name        = coalesce(each.value.name, "${var.name}-${each.key}")
  alarm_description = each.value.description
  actions_enabled   = true
  alarm_actions     = coalesce(each.value.actions, var.actions)
  ok_actions        = coalesce(each.value.actions, var.actions)
  tags              = var.tags

  namespace          = each.value.expression == null ? each.value.namespace : null
  metric_name        = each.value.expression == null ? each.value.metric : null
  dimensions         = each.value.expression == null ? each.value.dimensions : null
  statistic          = each.value.expression == null && contains(local.statistics, each.value.statistic) ? each.value.statistic : null
  extended_statistic = each.value.expression == null && !contains(local.statistics, each.value.statistic) ? each.value.statistic : null
  period             = each.value.expression == null ? each.value.period_seconds : null

  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  evaluation_periods  = each.value.evaluation_periods
  datapoints_to_alarm = coalesce(each.value.datapoints_to_alarm, each.value.evaluation_periods)
  treat_missing_data  = each.value.missing_data

  dynamic "metric_query" {
    for_each = each.value.expression[*]

    content {
      id          = "result"
      expression  = metric_query.value
      label       = each.key
      return_data = true
    }
  }

  dynamic "metric_query" {
    for_each = each.value.expression == null ? {} : each.value.metrics

    content {
      id          = metric_query.key
      return_data = false

      metric {
        namespace   = coalesce(metric_query.value.namespace, each.value.namespace)
        metric_name = metric_query.value.metric
        dimensions  = coalesce(metric_query.value.dimensions, each.value.dimensions)
        stat        = metric_query.value.statistic
        period      = each.value.period_seconds
      }
    }
  }
}

locals {
  statistics = ["Average", "Maximum", "Minimum", "SampleCount", "Sum"]
}
