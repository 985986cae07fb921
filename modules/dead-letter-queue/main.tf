locals {
  # SQS redrives to source queues only: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
  retry = length(var.source_queue_arns) == 0 ? "send them again" : "redrive them"
}

resource "aws_sqs_queue" "this" {
  name                      = var.name
  fifo_queue                = endswith(var.name, ".fifo")
  message_retention_seconds = var.retention_days * 24 * 60 * 60
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  kms_master_key_id         = var.kms_key_arn
  tags                      = var.tags

  redrive_allow_policy = jsonencode(merge(
    { redrivePermission = length(var.source_queue_arns) == 0 ? "denyAll" : "byQueue" },
    length(var.source_queue_arns) == 0 ? {} : { sourceQueueArns = var.source_queue_arns },
  ))

  # Inline, and so without the queue's own ARN: as a separate resource the policy takes another 25 s, as the provider waits until a
  # queue's attributes are stable. Resource = "*" in a queue's policy means that queue.
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
      length(var.source_topic_arns) == 0 ? [] : [{
        Sid       = "Topics"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { ArnEquals = { "aws:SourceArn" = var.source_topic_arns } }
      }],
      length(var.source_rule_arns) == 0 ? [] : [{
        Sid       = "Rules"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { ArnEquals = { "aws:SourceArn" = var.source_rule_arns } }
      }],
    )
  })
}

resource "aws_cloudwatch_metric_alarm" "not_empty" {
  count = var.alarms.enabled ? 1 : 0

  alarm_name          = "${var.name}-not-empty"
  alarm_description   = "${var.name} has messages that could not be processed: fix the cause, then ${local.retry}."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.this.name }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # an unused queue reports nothing
  alarm_actions       = var.alarms.actions
  ok_actions          = var.alarms.actions
  tags                = var.tags
}

moved {
  from = aws_cloudwatch_metric_alarm.not_empty
  to   = aws_cloudwatch_metric_alarm.not_empty[0]
}
