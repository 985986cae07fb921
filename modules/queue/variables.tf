variable "name" {
  description = <<-EOT
    Name of the queue; its dead-letter queue is <name>-dead-letter. 1 to 68 of A-Z a-z 0-9 - _. A FIFO queue's name ends in .fifo:
    orders.fifo, with orders-dead-letter.fifo.
  EOT
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,68}$", var.name)) || can(regex("^[A-Za-z0-9_-]{1,63}\\.fifo$", var.name))
    error_message = "name must be 1 to 68 of A-Z a-z 0-9 - _, or 1 to 63 and .fifo: SQS allows 80, and <name>-dead-letter must fit."
  }
}

variable "consumer_timeout_seconds" {
  description = "Timeout of the function that reads the queue, 1 to 900."
  type        = number

  validation {
    condition = (
      floor(var.consumer_timeout_seconds) == var.consumer_timeout_seconds &&
      var.consumer_timeout_seconds >= 1 && var.consumer_timeout_seconds <= 900
    )
    error_message = "consumer_timeout_seconds must be the function's timeout, a whole number from 1 to 900."
  }
}

variable "visibility_timeout_seconds" {
  description = <<-EOT
    How long a message that is being processed stays hidden, and so the time between two attempts; at least 6 times the consumer's
    timeout (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html), at most 43200. Default: 6 times.
  EOT
  type        = number
  default     = null

  validation {
    condition = var.visibility_timeout_seconds == null ? true : (
      floor(var.visibility_timeout_seconds) == var.visibility_timeout_seconds &&
      var.visibility_timeout_seconds >= 6 * var.consumer_timeout_seconds && var.visibility_timeout_seconds <= 43200
    )
    error_message = <<-EOT
      visibility_timeout_seconds must be a whole number, at least 6 times consumer_timeout_seconds (otherwise a message is delivered again while it is still
      being processed) and at most 43200; omit it for 6 times.
    EOT
  }
}

variable "max_receive_count" {
  description = "Deliveries until a message is moved to the dead-letter queue, 1 to 1000. Default 5, the minimum that Lambda recommends."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = floor(var.max_receive_count) == var.max_receive_count && var.max_receive_count >= 1 && var.max_receive_count <= 1000
    error_message = "max_receive_count must be a whole number from 1 to 1000."
  }
}

variable "retention_days" {
  description = <<-EOT
    Days until an unread message is deleted, 1 to 14 (SQS's limit); longer than all attempts take. Default 4.
  EOT
  type        = number
  default     = 4
  nullable    = false

  validation {
    condition     = floor(var.retention_days) == var.retention_days && var.retention_days >= 1 && var.retention_days <= 14
    error_message = "retention_days must be a whole number from 1 to 14."
  }

  validation {
    condition = (
      var.retention_days * 24 * 60 * 60 > var.max_receive_count * coalesce(var.visibility_timeout_seconds, 6 * var.consumer_timeout_seconds)
    )
    error_message = <<-EOT
      retention_days must be longer than max_receive_count times the visibility timeout: otherwise SQS deletes a message before it becomes a
      dead letter.
    EOT
  }
}

variable "sender_arns" {
  description = <<-EOT
    ARNs of the SNS topics, EventBridge rules and S3 buckets that may send messages. A rule's ARN may have wildcards in its name. Default: none.
    Functions and other roles send with sqs:SendMessage in their own policy.
  EOT
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for arn in var.sender_arns : can(regex(
      "^arn:[^:*]+:(sns:[^:*]+:[0-9]{12}:[A-Za-z0-9_.-]{1,256}|events:[^:*]+:[0-9]{12}:rule/[A-Za-z0-9_./*-]{1,320}|s3:::[a-z0-9.-]{3,63})$", arn
    ))])
    error_message = <<-EOT
      sender_arns must hold ARNs of topics, rules or buckets: [aws_sns_topic.….arn, aws_cloudwatch_event_rule.….arn, aws_s3_bucket.….arn].
      Other services, such as EventBridge Scheduler, send with a role.
    EOT
  }

  validation {
    condition     = !endswith(var.name, ".fifo") || alltrue([for arn in var.sender_arns : split(":", arn)[2] != "s3"])
    error_message = "sender_arns: S3 can't send to a FIFO queue."
  }
}

variable "kms_key_arn" {
  description = <<-EOT
    ARN of the KMS key that encrypts the messages. Its policy must allow the senders to use it (README). Default: a key that SQS
    manages.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key: write aws_kms_key.….arn, or omit it."
  }
}

variable "alarms" {
  description = <<-EOT
    The alarms <name>-dead-letter-not-empty, and <name>-oldest-message: the consumer is behind. They always exist.
    - oldest_message_seconds: how long a message may wait, 1 or more. Default: max_receive_count times the visibility timeout, by when a
      message that fails has become a dead letter.
    - actions: ARNs, usually of SNS topics, that are notified when an alarm goes off, and when it is OK again. Not a topic encrypted with
      alias/aws/sns: CloudWatch can't use that key. Default: none.
  EOT
  type = object({
    oldest_message_seconds = optional(number)
    actions                = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alarms.oldest_message_seconds == null ? true : var.alarms.oldest_message_seconds >= 1
    error_message = "alarms.oldest_message_seconds must be 1 or more."
  }
}

variable "tags" {
  description = "Tags of the queues and the alarms. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
