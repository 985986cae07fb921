# One block an app: apps/<name>, deployed as <environment>-<name>. What each may do stands in policies.tf.

module "sync_algorithm_metadata" {
  source = "../../modules/lambda"

  name        = "${var.environment}-sync-algorithm-metadata"
  description = "Writes what the pages show of the algorithms of a type"
  handler     = "sync_algorithm_metadata.handler"
  timeout     = 60
  environment = { METADATA_BUCKET = module.metadata.bucket }
  role        = { policy = local.policies["sync_algorithm_metadata"], permissions_boundary = var.permissions_boundary }
}

module "invalidate_cache" {
  source = "../../modules/lambda"

  name        = "${var.environment}-invalidate-cache"
  description = "Pipeline action: invalidates what a deployment has changed, and waits until it is"
  handler     = "invalidate_cache.handler"
  timeout     = 60
  role        = { policy = local.policies["invalidate_cache"], permissions_boundary = var.permissions_boundary }
}

module "slack_notification" {
  source = "../../modules/lambda"

  name        = "${var.environment}-slack-notification"
  description = "Tells Slack how the pipeline is doing: as its action, and for its events"
  handler     = "slack_notification.handler"
  timeout     = 60
  environment = { SLACK_WEBHOOK_PARAMETER = aws_ssm_parameter.slack_webhook.name }
  role        = { policy = local.policies["slack_notification"], permissions_boundary = var.permissions_boundary }
  async       = { on_failure_arn = module.dead_letter_queue["slack-notification"].arn }

  callers = {
    pipeline-events = { principal = "events.amazonaws.com", source_arn = aws_cloudwatch_event_rule.pipeline.arn }
  }
}

module "dead_letter_queue" {
  source   = "../../modules/dead-letter-queue"
  for_each = toset(["sync-algorithm-metadata", "slack-notification"])

  name          = "${var.environment}-${each.key}-dead-letter"
  alarm_actions = var.alarm_actions
}
