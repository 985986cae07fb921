locals {
  is_fifo   = endswith(var.name, ".fifo")
  base_name = trimsuffix(var.name, ".fifo")

  # Of the alarm, whose ARN is the first that is known: the dead-letter queue names its source queue, and the queue its dead-letter queue.
  alarm_arn = split(":", module.alarms.alarm_arns["${local.base_name}-oldest-message"])
  account   = local.alarm_arn[4]
  arn       = "arn:${local.alarm_arn[1]}:sqs:${local.alarm_arn[3]}:${local.account}:${var.name}"

  visibility_timeout_seconds = coalesce(var.visibility_timeout_seconds, 6 * var.consumer_timeout_seconds)

  # By service: events, s3 or sns. ArnLike, as a rule's ARN may have a wildcard.
  senders = { for arn in var.sender_arns : split(":", arn)[2] => arn... }
}

module "dead_letter_queue" {
  source = "../dead-letter-queue"

  name              = "${local.base_name}-dead-letter${local.is_fifo ? ".fifo" : ""}"
  source_queue_arns = [local.arn]
  kms_key_arn       = var.kms_key_arn
  alarms            = { actions = var.alarms.actions }
  tags              = var.tags
}

resource "aws_sqs_queue" "this" {
  name                        = var.name
  fifo_queue                  = local.is_fifo
  content_based_deduplication = local.is_fifo # for messages without a deduplication ID, which EventBridge can't set
  visibility_timeout_seconds  = local.visibility_timeout_seconds
  message_retention_seconds   = var.retention_days * 24 * 60 * 60
  sqs_managed_sse_enabled     = var.kms_key_arn == null ? true : null
  kms_master_key_id           = var.kms_key_arn
  tags                        = var.tags

  # Both policies are inline: as separate resources each takes another 25 s, as the provider waits until a queue's attributes are
  # stable. Resource = "*" in a queue's policy means that queue.
  redrive_policy = jsonencode({
    deadLetterTargetArn = module.dead_letter_queue.arn
    maxReceiveCount     = var.max_receive_count
  })

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = "*"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      [for service, arns in local.senders : {
        Sid       = title(service)
        Effect    = "Allow"
        Principal = { Service = "${service}.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = merge(
          { ArnLike = { "aws:SourceArn" = arns } },
          # A bucket's ARN has no account, and another account may create a bucket of that name later:
          # https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
          service != "s3" ? {} : { StringEquals = { "aws:SourceAccount" = local.account } },
        )
      }],
    )
  })
}

module "alarms" {
  source = "../metric-alarms"

  name    = local.base_name
  actions = var.alarms.actions
  tags    = var.tags

  alarms = {
    oldest-message = {
      description = "The consumer of ${var.name} is behind: a message waits for longer than all its attempts take. Read the consumer's log."
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = var.name }
      statistic   = "Maximum"
      threshold   = coalesce(var.alarms.oldest_message_seconds, local.visibility_timeout_seconds * var.max_receive_count)
    }
  }
}
