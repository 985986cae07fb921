output "topic_arn" {
  description = "ARN of the topic."
  value       = module.orders.topic_arn
}

output "queues" {
  description = "The queues, by key."
  value       = module.orders.queues
}
