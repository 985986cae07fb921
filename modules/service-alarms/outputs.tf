output "name" {
  description = "Name of the composite alarm and of the dashboard: slipway deploy --alarm <name>."
  value       = aws_cloudwatch_composite_alarm.this.alarm_name
}

output "service_level_arns" {
  description = "ARN of each alarm of the service level, by availability-fast, availability-slow, latency-fast and latency-slow."
  value       = { for key, alarm in aws_cloudwatch_composite_alarm.service_level : key => alarm.arn }
}

output "arn" {
  description = "ARN of the composite alarm."
  value       = aws_cloudwatch_composite_alarm.this.arn
}
