output "site_url" {
  description = "URL of the site, without a trailing slash."
  value       = module.site.site_url
}

output "pipeline_name" {
  description = "Name of the pipeline."
  value       = module.pipeline.name
}

output "algorithms_table" {
  description = "Name of the algorithms table. A version whose phase becomes PACKAGE_TESTS_COMPLETE is published."
  value       = aws_dynamodb_table.algorithms.name
}

output "metadata_bucket" {
  description = "Name of the bucket with one object per algorithm type: <type>.zip."
  value       = module.metadata.bucket
}

output "site_bucket" {
  description = "Name of the bucket that holds the site."
  value       = module.site.bucket
}

output "distribution_id" {
  description = "ID of the site's CloudFront distribution."
  value       = module.site.distribution_id
}

output "connection_arn" {
  description = "ARN of the CodeConnections connection, which someone must authorize once in the console."
  value       = local.connection_arn
}

output "slack_webhook_parameter" {
  description = "Name of the SSM parameter that holds the URL of the Slack webhook."
  value       = local.slack_webhook_name
}

output "slack_notification_arn" {
  description = "ARN of the alias of slack-notification, which another pipeline may invoke: notify_function_arn of iac/delivery."
  value       = module.slack_notification.function.alias_arn
}

output "slack_notification_queue_arn" {
  description = "ARN of the queue of slack-notification, to which the rules of the environment's pipelines may send: notify_queue_arn of iac/delivery."
  value       = module.notifications.arn
}

output "dead_letter_queue_urls" {
  description = "URLs of the dead-letter queues, by function."
  value = merge(
    { for function, queue in module.dead_letter_queue : function => queue.url },
    { slack-notification = module.notifications.dead_letter_queue.url },
  )
}
