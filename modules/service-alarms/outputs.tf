output "name" {
  description = "Name of the composite alarm and of the dashboard: slipway deploy --alarm <name>."
  value       = aws_cloudwatch_composite_alarm.this.alarm_name
}

output "arn" {
  description = "ARN of the composite alarm."
  value       = aws_cloudwatch_composite_alarm.this.arn
}
