output "url" {
  description = "URL of the queue."
  value       = module.queue.url
}

output "dead_letter_queue_url" {
  description = "URL of its dead-letter queue."
  value       = module.queue.dead_letter_queue.url
}
