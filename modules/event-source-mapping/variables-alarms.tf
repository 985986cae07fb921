variable "alarms" {
  description = <<-EOT
    The alarm <function>-iterator-age, of streams only: the function is behind, for 3 minutes.
    - enabled: whether the alarms exist. Default true.
    - actions: ARNs, usually of SNS topics, that are notified when an alarm goes off, and when it is OK again. Not a topic encrypted with
      alias/aws/sns: CloudWatch can't use that key. Default: none.
    - iterator_age_milliseconds: how long the oldest record may wait. Default 60000, a minute.
  EOT
  type = object({
    enabled                   = optional(bool, true)
    actions                   = optional(list(string), [])
    iterator_age_milliseconds = optional(number, 60000)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alarms.iterator_age_milliseconds >= 0
    error_message = "alarms.iterator_age_milliseconds must be 0 or more."
  }

  validation {
    condition     = length(var.alarms.actions) <= 5 && alltrue([for arn in var.alarms.actions : can(regex("^arn:[^:]+:[a-z0-9-]+:.+$", arn))])
    error_message = "alarms.actions must hold at most 5 ARNs (CloudWatch's limit), usually of topics: [aws_sns_topic.alarms.arn]."
  }
}
