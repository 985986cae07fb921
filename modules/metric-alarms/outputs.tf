output "arns" {
  description = "ARN of each alarm, by its key: module service-alarms takes them."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "names" {
  description = "Name of each alarm, by its key."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}
