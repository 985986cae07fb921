output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "url" {
  description = "URL of the queue."
  value       = aws_sqs_queue.this.url
}

output "name" {
  description = "Name of the queue."
  value       = aws_sqs_queue.this.name
}

output "alarm_arns" {
  description = "ARN of the alarm by its name: module service-alarms takes it."
  value       = { for alarm in aws_cloudwatch_metric_alarm.not_empty : alarm.alarm_name => alarm.arn }
}
