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
}

variable "source_topic_arns" {
  description = "ARNs of the SNS topics whose subscriptions send undeliverable messages here. Default: none."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "retention_days" {
  description = "Days until a message is deleted, 1 to 14 (SQS's limit). Default 14: time to notice and to fix the cause."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 14
    error_message = "retention_days must be from 1 to 14."
  }
}

variable "kms_key_arn" {
  description = <<-EOT
    ARN of the KMS key that encrypts the messages. Its policy must allow the senders to use it (README). Default: a key that SQS
    manages.
  EOT
  type        = string
  default     = null
}

variable "alarm_actions" {
  description = <<-EOT
    ARNs, usually of SNS topics, that are notified when the queue has a message, and when it is empty again. Not a topic encrypted
    with alias/aws/sns: CloudWatch can't use that key. Default: none; the alarm still shows its state.
  EOT
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
