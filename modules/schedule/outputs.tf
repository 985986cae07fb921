output "arn" {
  description = "ARN of the schedule."
  value       = aws_scheduler_schedule.this.arn
}

output "name" {
  description = "Name of the schedule."
  value       = aws_scheduler_schedule.this.name
}

output "dead_letter_queue_arn" {
  description = "ARN of the queue for events that could not be delivered."
  value       = local.dead_letter_queue_arn
}

output "alarm_arns" {
  description = "ARN of the dead-letter queue's alarm by its name: module service-alarms takes it. Empty with dead_letter_queue."
  value       = merge(module.dead_letter_queue[*].alarm_arns...)
}
