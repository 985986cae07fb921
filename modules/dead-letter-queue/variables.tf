variable "name" {
  description = "Name of the queue and, with \"-not-empty\" behind it, of its alarm: 1 to 80 of A-Z a-z 0-9 - _ (SQS's limit); with .fifo at the end for a FIFO source."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,80}$", var.name)) || can(regex("^[A-Za-z0-9_-]{1,75}\\.fifo$", var.name))
    error_message = "name must be 1 to 80 of A-Z a-z 0-9 - _, with .fifo at the end for a FIFO source."
  }
}

variable "source_queue_arns" {
  description = "ARNs of the SQS queues that may name this one in their redrive policy, at most 10 (SQS's limit). Default: none; functions and event source mappings send with their role and need no entry."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.source_queue_arns) <= 10
    error_message = "source_queue_arns: at most 10; make another dead-letter queue for the others."
  }
}

variable "source_topic_arns" {
  description = "ARNs of the SNS topics whose subscriptions send here what they could not deliver. Default: none."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "retention_days" {
  description = "Days that a message is kept, 1 to 14 (SQS's limit, and the default: time to notice and to mend)."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 14
    error_message = "retention_days must be from 1 to 14."
  }
}

variable "kms_key_arn" {
  description = "KMS key that encrypts the messages; its policy must admit the senders (README). Default: a key that SQS manages, at no cost."
  type        = string
  default     = null
}

variable "alarm_actions" {
  description = "ARNs (SNS topics, as a rule) that are told when the queue has a message, and when it has none again. A topic encrypted with alias/aws/sns is told nothing, as CloudWatch may not use that key. Default: nobody; the alarm still shows."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "tags" {
  description = "Tags of the queue and its alarm. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
