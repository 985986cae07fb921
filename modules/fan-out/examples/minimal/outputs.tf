output "topic_arn" {
  description = "ARN of the topic."
  value       = module.movie_events.topic_arn
}

output "queues" {
  description = "The queues, by key."
  value       = module.movie_events.queues
}
