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

output "max_receive_count" {
  description = "Deliveries until a message is moved to the dead-letter queue, for a consumer that moves it earlier, with the reason."
  value       = var.max_receive_count

  # So what needs it is created after the queue: a consumer, and what sends by way of a rule.
  depends_on = [aws_sqs_queue.this]
}

output "dead_letter_queue" {
  description = "The dead-letter queue: { arn, url, name }."
  value = {
    arn  = module.dead_letter_queue.arn
    url  = module.dead_letter_queue.url
    name = module.dead_letter_queue.name
  }
}

output "alarm_arns" {
  description = "ARNs of the alarms by their names: module service-alarms takes them."
  value       = merge(module.dead_letter_queue.alarm_arns, module.alarms.alarm_arns)
}
