# Starts and failures are reported by events, as a failed pipeline runs no further action. A success is reported by the pipeline's
# last action, once the page is visible.

resource "aws_cloudwatch_event_rule" "pipeline" {
  name        = "${local.pipeline_name}-notify"
  description = "The pipeline ${local.pipeline_name} starts or fails"

  event_pattern = jsonencode({
    source      = ["aws.codepipeline"]
    detail-type = ["CodePipeline Pipeline Execution State Change"]
    detail      = { pipeline = [local.pipeline_name], state = ["STARTED", "FAILED"] }
  })
}

resource "aws_cloudwatch_event_target" "pipeline" {
  rule = aws_cloudwatch_event_rule.pipeline.name
  arn  = module.notifications.arn
}

# CodePipeline starts the first execution when Terraform creates the pipeline, and until its first deployment the function fails. The queue
# tries every 180 s (6 times the function's timeout of 30 s), 10 times: so the function may be deployed up to 27 minutes after the event,
# at the tenth attempt, and posts it at most 3 minutes after its deployment. After 30 minutes the event is a dead letter. Lambda's
# own retries of an asynchronous event end after 3 minutes.
module "notifications" {
  source = "../../modules/queue"

  name                     = "${var.environment}-slack-notification"
  consumer_timeout_seconds = local.notification_timeout
  max_receive_count        = 10
  alarms                   = local.alarms

  # Also of rules of other stacks, such as iac/delivery.
  sender_arns = ["arn:${data.aws_partition.current.partition}:events:${local.region_and_account}:rule/${var.environment}-*"]
}

module "slack_notification_queue" {
  source = "../../modules/event-source-mapping"

  function = module.slack_notification

  sqs = {
    queue_arn  = module.notifications.arn
    batch_size = 1 # each message has the function's whole timeout for Slack
  }
}

# The messages posted by event id: an event that is delivered twice is posted once. A lost item costs a second message, no more.
module "notification_deliveries" {
  source = "../../modules/table"

  name                   = "${var.environment}-slack-notification-deliveries"
  hash_key               = "event_id"
  ttl_attribute          = "expires_at"
  point_in_time_recovery = false
  deletion_protection    = local.deletion_protection
}

moved {
  from = module.dead_letter_queue["slack-notification"]
  to   = module.notifications.module.dead_letter_queue
}
