output "arn" {
  description = "ARN of the dead-letter queue."
  value       = module.dead_letter_queue.arn
}
