variable "name" {
  description = "Name of the topic; a queue is <name>-<key of queues>, its dead-letter queue <that>-dead-letter. 1 to 50 of A-Z a-z 0-9 - _."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,50}$", var.name))
    error_message = "name must be 1 to 50 of A-Z a-z 0-9 - _, for example \"dev-movie-events\"."
  }
}

variable "queues" {
  description = <<-EOT
    The queues that each get every message as it was published (raw delivery: body and attributes, of which at most 10), by a short name.
    - consumer_timeout_seconds: timeout of the function that reads the queue, 1 to 900.
    - visibility_timeout_seconds: how long a message being handled is hidden; at least 6 times the consumer's timeout
      (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html), at most 43200. Default: 6 times.
    - max_receive_count: deliveries until a message goes to the dead-letter queue, 1 to 1000. Default 5, Lambda's least recommended.
    - retention_days: days that an unread message is kept, 1 to 14. Default 4.
    - filter_policy: as JSON; only messages whose attributes fit it are delivered. Default: all.
  EOT
  type = map(object({
    consumer_timeout_seconds   = number
    visibility_timeout_seconds = optional(number)
    max_receive_count          = optional(number, 5)
    retention_days             = optional(number, 4)
    filter_policy              = optional(string)
  }))

  validation {
    condition     = alltrue([for key in keys(var.queues) : can(regex("^[A-Za-z0-9_-]+$", key)) && length("${var.name}-${key}-dead-letter") <= 80])
    error_message = "queues: a key has A-Z a-z 0-9 - _ only, and <name>-<key>-dead-letter at most 80 characters (SQS's limit)."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.consumer_timeout_seconds >= 1 && queue.consumer_timeout_seconds <= 900])
    error_message = "queues: consumer_timeout_seconds is the function's timeout, from 1 to 900."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.visibility_timeout_seconds == null ? true : queue.visibility_timeout_seconds >= 6 * queue.consumer_timeout_seconds && queue.visibility_timeout_seconds <= 43200])
    error_message = "queues: visibility_timeout_seconds must be at least 6 times consumer_timeout_seconds (else a message comes again while it is still handled) and at most 43200; leave it out for 6 times."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.max_receive_count >= 1 && queue.max_receive_count <= 1000])
    error_message = "queues: max_receive_count must be from 1 to 1000."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.retention_days >= 1 && queue.retention_days <= 14])
    error_message = "queues: retention_days must be from 1 to 14."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.filter_policy == null ? true : can(keys(jsondecode(queue.filter_policy)))])
    error_message = "queues: filter_policy must be an object as JSON: jsonencode({ Type = [\"MovieCreated\"] })."
  }
}

variable "kms_key_arn" {
  description = "KMS key that encrypts the topic and the queues; its policy must admit sns.amazonaws.com, and publishers and consumers need it too (README). Default: AWS's key for SNS (alias/aws/sns) and keys that SQS manages."
  type        = string
  default     = null
}

variable "alarm_actions" {
  description = "ARNs (SNS topics, as a rule) that are told when a dead-letter queue has a message, and when it has none again. A topic encrypted with alias/aws/sns is told nothing, as CloudWatch may not use that key. Default: nobody; the alarms still show."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "tags" {
  description = "Tags of the topic, the queues and the alarms. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
