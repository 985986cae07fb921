variable "name" {
  description = <<-EOT
    Name of the topic. A queue is named <name>-<key of queues>, its dead-letter queue <name>-<key>-dead-letter. 1 to 50 of A-Z a-z
    0-9 - _. A FIFO topic's name ends in .fifo, and so do those of its queues: orders.fifo has orders-email.fifo.
  EOT
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,50}(\\.fifo)?$", var.name))
    error_message = "name must be 1 to 50 of A-Z a-z 0-9 - _, and .fifo for a FIFO topic, for example \"dev-movie-events\"."
  }
}

variable "queues" {
  description = <<-EOT
    The queues, by a short name. Each receives every message as it was published (raw delivery: body and at most 10 attributes).
    - consumer_timeout_seconds: timeout of the function that reads the queue, 1 to 900.
    - visibility_timeout_seconds: how long a message that is being processed stays hidden; at least 6 times the consumer's timeout
      (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html), at most 43200. Default: 6 times.
    - max_receive_count: deliveries until a message is moved to the dead-letter queue, 1 to 1000. Default 5, the minimum that
      Lambda recommends.
    - retention_days: days until an unread message is deleted, 1 to 14. Default 4.
    - filter_policy: policy as JSON; only messages that match it are delivered. Default: all.
    - filter_scope: what has to match: the MessageAttributes (default), or the MessageBody, an object as JSON.
  EOT
  type = map(object({
    consumer_timeout_seconds   = number
    visibility_timeout_seconds = optional(number)
    max_receive_count          = optional(number, 5)
    retention_days             = optional(number, 4)
    filter_policy              = optional(string)
    filter_scope               = optional(string, "MessageAttributes")
  }))

  validation {
    condition = alltrue([
      for key in keys(var.queues) : can(regex("^[A-Za-z0-9_-]+$", key)) && length(
        "${trimsuffix(var.name, ".fifo")}-${key}-dead-letter${endswith(var.name, ".fifo") ? ".fifo" : ""}"
      ) <= 80
    ])
    error_message = "queues: a key has only A-Z a-z 0-9 - _, and <name>-<key>-dead-letter at most 80 characters (SQS's limit)."
  }

  validation {
    condition = alltrue([
      for queue in var.queues :
      floor(queue.consumer_timeout_seconds) == queue.consumer_timeout_seconds &&
      queue.consumer_timeout_seconds >= 1 && queue.consumer_timeout_seconds <= 900
    ])
    error_message = "queues: consumer_timeout_seconds must be the function's timeout, a whole number from 1 to 900."
  }

  validation {
    condition = alltrue([
      for queue in var.queues : queue.visibility_timeout_seconds == null ? true : (
        floor(queue.visibility_timeout_seconds) == queue.visibility_timeout_seconds &&
        queue.visibility_timeout_seconds >= 6 * queue.consumer_timeout_seconds && queue.visibility_timeout_seconds <= 43200
      )
    ])
    error_message = <<-EOT
      queues: visibility_timeout_seconds must be a whole number, at least 6 times consumer_timeout_seconds (otherwise a message is delivered again while it
      is still being processed) and at most 43200; omit it for 6 times.
    EOT
  }

  validation {
    condition = alltrue([
      for queue in var.queues :
      floor(queue.max_receive_count) == queue.max_receive_count &&
      queue.max_receive_count >= 1 && queue.max_receive_count <= 1000
    ])
    error_message = "queues: max_receive_count must be a whole number from 1 to 1000."
  }

  validation {
    condition = alltrue([
      for queue in var.queues :
      floor(queue.retention_days) == queue.retention_days &&
      queue.retention_days >= 1 && queue.retention_days <= 14
    ])
    error_message = "queues: retention_days must be a whole number from 1 to 14."
  }

  validation {
    condition     = alltrue([for queue in var.queues : contains(["MessageAttributes", "MessageBody"], queue.filter_scope)])
    error_message = "queues: filter_scope must be MessageAttributes or MessageBody."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.filter_policy == null ? true : can(keys(jsondecode(queue.filter_policy)))])
    error_message = "queues: filter_policy must be an object as JSON: jsonencode({ Type = [\"MovieCreated\"] })."
  }
}

variable "kms_key_arn" {
  description = <<-EOT
    ARN of the KMS key that encrypts the topic and the queues. Its policy must allow sns.amazonaws.com to use it, and publishers
    and consumers need it too (README). Default: AWS's key for SNS (alias/aws/sns) and keys that SQS manages.
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
    The alarms of each queue: <name>-<key>-dead-letter-not-empty, and <name>-<key>-oldest-message: the consumer is behind.
    - enabled: whether the alarms exist. Default true.
    - actions: ARNs, usually of SNS topics, that are notified when an alarm goes off, and when it is OK again. Not a topic encrypted with
      alias/aws/sns: CloudWatch can't use that key. Default: none.
    - oldest_message_seconds: how long a message may wait, 1 or more. Default: max_receive_count times the visibility timeout, by when a
      message that fails has become a dead letter.
  EOT
  type = object({
    enabled                = optional(bool, true)
    actions                = optional(list(string), [])
    oldest_message_seconds = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.alarms.actions) <= 5 && alltrue([for arn in var.alarms.actions : can(regex("^arn:[^:]+:[a-z0-9-]+:.+$", arn))])
    error_message = "alarms.actions must hold at most 5 ARNs (CloudWatch's limit), usually of topics: [aws_sns_topic.alarms.arn]."
  }

  validation {
    condition     = var.alarms.oldest_message_seconds == null ? true : var.alarms.oldest_message_seconds >= 1
    error_message = "alarms.oldest_message_seconds must be 1 or more."
  }
}

variable "tags" {
  description = "Tags of the topic, the queues and the alarms. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
