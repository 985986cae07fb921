locals {
  alias_arn             = var.function.function.alias_arn
  region                = split(":", local.alias_arn)[3]
  account_id            = split(":", local.alias_arn)[4]
  partition             = split(":", local.alias_arn)[1]
  dead_letter_queue_arn = var.dead_letter_queue == null ? module.dead_letter_queue[0].arn : var.dead_letter_queue.arn
}

resource "aws_scheduler_schedule" "this" {
  #checkov:skip=CKV_AWS_297:a key that AWS owns encrypts the schedule, and its input must have no secrets
  name                         = var.name
  description                  = var.description
  schedule_expression          = var.expression
  schedule_expression_timezone = var.time_zone
  start_date                   = var.start_date
  end_date                     = var.end_date
  state                        = var.enabled ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode                      = var.flexible_window_minutes == null ? "OFF" : "FLEXIBLE"
    maximum_window_in_minutes = var.flexible_window_minutes
  }

  target {
    arn      = local.alias_arn
    role_arn = aws_iam_role.this.arn
    input    = var.input

    retry_policy {
      maximum_retry_attempts       = var.maximum_retry_attempts
      maximum_event_age_in_seconds = var.maximum_event_age_seconds
    }

    dead_letter_config {
      arn = local.dead_letter_queue_arn
    }
  }

  depends_on = [aws_iam_role_policy.this] # a rate begins immediately
}

module "dead_letter_queue" {
  source = "../dead-letter-queue"
  count  = var.dead_letter_queue == null ? 1 : 0

  name   = "${var.name}-dead-letter"
  alarms = var.alarms
  tags   = var.tags
}

resource "aws_iam_role" "this" {
  name                 = var.name
  path                 = var.role.path
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags

  # https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = {
        "aws:SourceAccount" = local.account_id
        "aws:SourceArn"     = "arn:${local.partition}:scheduler:${local.region}:${local.account_id}:schedule-group/default"
      } }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "invoke"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["lambda:InvokeFunction"], Resource = [local.alias_arn] },
      { Effect = "Allow", Action = ["sqs:SendMessage"], Resource = [local.dead_letter_queue_arn] },
    ]
  })

  lifecycle {
    replace_triggered_by = [aws_iam_role.this.unique_id] # IAM deletes it with its role, whose new one has the same name
  }
}
