variable "function" {
  description = <<-EOT
    The function that receives the events: `function = module.email_notification`, an instance of module lambda. Its role gets
    the permissions to read the source, and to send to on_failure_arn.
  EOT
  type = object({
    function = object({
      alias_arn = string
      role_name = string
      name      = optional(string)
    })
  })

  validation {
    condition = can(regex(
      "^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$",
      var.function.function.alias_arn,
    ))
    error_message = "function.function.alias_arn must be the ARN of an alias (arn:…:function:<name>:<alias>); a function without one would run $LATEST."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.function.function.role_name))
    error_message = "function.function.role_name must be the name of the function's role: write function = module.email_notification."
  }

  validation {
    condition     = var.function.function.name == null ? true : can(regex("^[A-Za-z0-9_-]{1,64}$", var.function.function.name))
    error_message = "function.function.name must be the function's name: write function = module.email_notification."
  }
}

variable "filters" {
  description = <<-EOT
    Event patterns as JSON, at most 5 (Lambda's default limit). The function is invoked for events that match one of them; the
    others are skipped, and deleted from an SQS queue. Default: every event.
  EOT
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.filters) <= 5 && alltrue([for pattern in var.filters : can(keys(jsondecode(pattern)))])
    error_message = "filters: at most 5 patterns, each an object as JSON: [jsonencode({ eventName = [\"INSERT\"] })]."
  }
}

variable "report_batch_item_failures" {
  description = <<-EOT
    true (default): the function returns the items that failed, {"batchItemFailures": [{"itemIdentifier": …}]}, and only those
    are retried. false: a failed batch is retried as a whole.
  EOT
  type        = bool
  default     = true
  nullable    = false
}

variable "enabled" {
  description = "false: the mapping exists but doesn't poll. Default true."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of the mapping. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
