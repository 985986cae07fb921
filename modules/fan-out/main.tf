locals {
  is_fifo   = endswith(var.name, ".fifo")
  base_name = trimsuffix(var.name, ".fifo")
  suffix    = local.is_fifo ? ".fifo" : ""
  names     = { for key in keys(var.queues) : key => "${local.base_name}-${key}${local.suffix}" }

  visibility_timeouts = {
    for key, queue in var.queues : key => coalesce(queue.visibility_timeout_seconds, 6 * queue.consumer_timeout_seconds)
  }

  # The queues' ARNs are built from the topic's: each dead-letter queue names its source queue, and the queue its dead-letter queue.
  queue_arn_prefix = trimsuffix(replace(aws_sns_topic.this.arn, ":sns:", ":sqs:"), ".fifo")
}

resource "aws_sns_topic" "this" {
  name                        = var.name
  fifo_topic                  = local.is_fifo
  content_based_deduplication = local.is_fifo # for messages without a deduplication ID
  kms_master_key_id           = coalesce(var.kms_key_arn, "alias/aws/sns")
  tags                        = var.tags
}

# Replaces SNS's default policy, so that only identities whose own policy allows it can publish.
resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.this.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

module "dead_letter_queue" {
  source   = "../dead-letter-queue"
  for_each = var.queues

  name              = "${local.base_name}-${each.key}-dead-letter${local.suffix}"
  source_queue_arns = ["${local.queue_arn_prefix}-${each.key}${local.suffix}"]
  source_topic_arns = [aws_sns_topic.this.arn]
  kms_key_arn       = var.kms_key_arn
  alarms            = var.alarms
  tags              = var.tags
}

resource "aws_sqs_queue" "this" {
  for_each = var.queues

  name                       = local.names[each.key]
  fifo_queue                 = local.is_fifo
  visibility_timeout_seconds = local.visibility_timeouts[each.key]
  message_retention_seconds  = each.value.retention_days * 24 * 60 * 60
  sqs_managed_sse_enabled    = var.kms_key_arn == null ? true : null
  kms_master_key_id          = var.kms_key_arn
  tags                       = var.tags

  # Both policies are inline: as separate resources each takes another 25 s, as the provider waits until a queue's attributes are
  # stable. Resource = "*" in a queue's policy means that queue.
  redrive_policy = jsonencode({
    deadLetterTargetArn = module.dead_letter_queue[each.key].arn
    maxReceiveCount     = each.value.max_receive_count
  })

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = "*"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "Topic"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.this.arn } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "this" {
  for_each = var.queues

  topic_arn            = aws_sns_topic.this.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.this[each.key].arn
  raw_message_delivery = true
  filter_policy        = each.value.filter_policy
  filter_policy_scope  = each.value.filter_policy == null ? null : each.value.filter_scope
  redrive_policy       = jsonencode({ deadLetterTargetArn = module.dead_letter_queue[each.key].arn })
}
