variable "name" {
  description = "Prefix of the alarms' names, usually the name of the resource that they watch: the alarm errors is <name>-errors."
  type        = string

  validation {
    condition     = can(regex("^[[:print:]]{1,150}$", var.name))
    error_message = "name must be 1 to 150 printable characters: write, for example, dev-get-movie."
  }
}

variable "actions" {
  description = <<-EOT
    ARNs, usually of SNS topics, that are notified when an alarm goes off, and when it is OK again, at most 5 (CloudWatch's limit). Not a
    topic encrypted with alias/aws/sns: CloudWatch can't use that key. Default: none; the alarms still show their state.
  EOT
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.actions) <= 5 && alltrue([for arn in var.actions : can(regex("^arn:[^:]+:[a-z0-9-]+:.+$", arn))])
    error_message = "actions must hold at most 5 ARNs (CloudWatch's limit), usually of topics: [aws_sns_topic.alarms.arn]."
  }
}

variable "tags" {
  description = "Tags of the alarms. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
