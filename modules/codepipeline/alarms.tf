resource "aws_cloudwatch_metric_alarm" "failed" {
  count = var.alarms.enabled ? 1 : 0

  alarm_name          = "${var.name}-failed"
  alarm_description   = "An execution failed: `slipway pipeline status ${var.name}` shows the action, `slipway pipeline logs ${var.name}` its output."
  namespace           = "AWS/CodePipeline"
  metric_name         = "FailedPipelineExecutions"
  dimensions          = { PipelineName = aws_codepipeline.this.name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # no execution, no data
  alarm_actions       = var.alarms.actions
  ok_actions          = var.alarms.actions
  tags                = var.tags
}

moved {
  from = aws_cloudwatch_metric_alarm.failed
  to   = aws_cloudwatch_metric_alarm.failed[0]
}
