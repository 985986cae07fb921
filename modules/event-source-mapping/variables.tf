variable "function_arn" {
  description = "ARN of the alias that gets the events: module lambda's output alias_arn. The function's role must already be allowed to read the source (README: which actions)."
  type        = string

  validation {
    condition     = can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$", var.function_arn))
    error_message = "function_arn must be the ARN of an alias (arn:…:function:<name>:<alias>), never of a function without one, which would run $LATEST."
  }
}

variable "filters" {
  description = "Event patterns as JSON, at most 5 (Lambda's limit without a request for more); an event that fits one of them is handled, the others are skipped (of SQS: deleted). Default: every event."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.filters) <= 5 && alltrue([for pattern in var.filters : can(keys(jsondecode(pattern)))])
    error_message = "filters: at most 5 patterns, each an object as JSON: [jsonencode({ eventName = [\"INSERT\"] })]."
  }
}

variable "report_batch_item_failures" {
  description = "true (default): the function answers with the items that failed, {\"batchItemFailures\": [{\"itemIdentifier\": …}]}, and only they come again. false: a failed batch comes again as a whole."
  type        = bool
  default     = true
  nullable    = false
}

variable "enabled" {
  description = "false: the mapping is there and reads nothing. Default true."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of the mapping. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
