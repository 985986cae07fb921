output "uuid" {
  description = "ID of the mapping."
  value       = aws_lambda_event_source_mapping.this.uuid
}

output "arn" {
  description = "ARN of the mapping."
  value       = aws_lambda_event_source_mapping.this.arn
}

output "alarm_arns" {
  description = "ARN of the stream's alarm by its name: module service-alarms takes it. Empty without one."
  value       = { for alarm in aws_cloudwatch_metric_alarm.iterator_age : alarm.alarm_name => alarm.arn }
}
