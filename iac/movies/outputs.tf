data "aws_partition" "current" {}

# Known as soon as the API has its id, not only when the stage exists: iac/frontend can be applied at the same time.
output "api_url" {
  description = "URL of the API's stage, without a trailing slash; GET <api_url>/movies lists the movies."
  value       = "https://${module.api.id}.execute-api.${var.region}.${data.aws_partition.current.dns_suffix}/${local.stage_name}"
}

output "domain_url" {
  description = "URL of the API by its domain name, without a trailing slash; null without one."
  value       = module.api.domain_url
}

output "table_name" {
  description = "Name of the movies table."
  value       = aws_dynamodb_table.movies.name
}

output "dead_letter_queue_urls" {
  description = "URLs of the dead-letter queues, by function, and of the queue of bounces, if there is one."
  value = merge(
    {
      "publish-movie-events" = module.publish_movie_events_dead_letter_queue.url
      "email-notification"   = module.movie_events.queues["email"].dead_letter_queue_url
    },
    { for queue in module.bounces : "bounces" => queue.url },
  )
}

output "topic_arn" {
  description = "ARN of the topic of MovieCreated, MovieUpdated and MovieDeleted, for more subscribers."
  value       = module.movie_events.topic_arn
}

output "execution_arn" {
  description = "ARN for execute-api:Invoke in a caller's policy: <execution_arn>/<stage>/<METHOD>/<path>."
  value       = module.api.execution_arn
}
