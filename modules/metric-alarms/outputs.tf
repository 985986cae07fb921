output "alarm_arns" {
  description = "ARNs of the alarms by their names: module service-alarms takes them."
  value       = { for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name => alarm.arn }
}

output "names" {
  description = "Name of each alarm, by its key."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}
