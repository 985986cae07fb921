variable "name" {
  description = <<-EOT
    Name of the queue; its alarm is <name>-not-empty. 1 to 80 of A-Z a-z 0-9 - _ (SQS's limit), ending in .fifo for a FIFO source.
  EOT
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,80}$", var.name)) || can(regex("^[A-Za-z0-9_-]{1,75}\\.fifo$", var.name))
    error_message = "name must be 1 to 80 of A-Z a-z 0-9 - _, ending in .fifo for a FIFO source."
  }
}

variable "source_queue_arns" {
  description = <<-EOT
    ARNs of the SQS queues that may use this one in their redrive policy, at most 10 (SQS's limit). Default: none. Functions and
    event source mappings send with the function's role and need no entry.
  EOT
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.source_queue_arns) <= 10
    error_message = "source_queue_arns must hold at most 10; create another dead-letter queue for the others."
  }

  validation {
    condition     = alltrue([for arn in var.source_queue_arns : can(regex("^arn:[^:]+:sqs:[^:]+:[0-9]{12}:.+$", arn))])
    error_message = "source_queue_arns must hold ARNs of SQS queues: [aws_sqs_queue.….arn]."
  }
}

variable "source_topic_arns" {
  description = "ARNs of the SNS topics whose subscriptions send undeliverable messages here. Default: none."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.source_topic_arns : can(regex("^arn:[^:]+:sns:[^:]+:[0-9]{12}:.+$", arn))])
    error_message = "source_topic_arns must hold ARNs of SNS topics: [aws_sns_topic.….arn]."
  }
}

variable "source_rule_arns" {
  description = <<-EOT
    ARNs of the EventBridge rules that send here: the queue is a target of the rule, or the dead-letter queue of one. Default: none.
  EOT
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.source_rule_arns : can(regex("^arn:[^:]+:events:[^:]+:[0-9]{12}:rule/.+$", arn))])
    error_message = "source_rule_arns must hold ARNs of EventBridge rules: [aws_cloudwatch_event_rule.….arn]."
  }
}

variable "retention_days" {
  description = "Days until a message is deleted, 1 to 14 (SQS's limit). Default 14: time to notice and to fix the cause."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = floor(var.retention_days) == var.retention_days && var.retention_days >= 1 && var.retention_days <= 14
    error_message = "retention_days must be a whole number from 1 to 14."
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
    The alarm <name>-not-empty: the queue has a message.
    - enabled: whether the alarms exist. Default true.
    - actions: ARNs, usually of SNS topics, that are notified when an alarm goes off, and when it is OK again. Not a topic encrypted with
      alias/aws/sns: CloudWatch can't use that key. Default: none.
  EOT
  type = object({
    enabled = optional(bool, true)
    actions = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.alarms.actions) <= 5 && alltrue([for arn in var.alarms.actions : can(regex("^arn:[^:]+:[a-z0-9-]+:.+$", arn))])
    error_message = "alarms.actions must hold at most 5 ARNs (CloudWatch's limit), usually of topics: [aws_sns_topic.alarms.arn]."
  }
}

variable "tags" {
  description = "Tags of the queue and its alarm. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
