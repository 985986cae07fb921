variable "iterator_age_alarm" {
  description = <<-EOT
    The alarm <function>-iterator-age, of streams only: the function is behind, for 3 minutes.
    - enabled: whether the alarm exists. Default true.
    - threshold_milliseconds: how long the oldest record may wait. Default 60000, a minute.
    - actions: ARNs, usually of SNS topics, that are notified when it goes off, and when it is OK again. Default: none.
  EOT
  type = object({
    enabled                = optional(bool, true)
    threshold_milliseconds = optional(number, 60000)
    actions                = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.iterator_age_alarm.threshold_milliseconds >= 0
    error_message = "iterator_age_alarm.threshold_milliseconds must be 0 or more."
  }

  validation {
    condition = length(var.iterator_age_alarm.actions) <= 5 && alltrue([
      for arn in var.iterator_age_alarm.actions : can(regex("^arn:[^:]+:[a-z0-9-]+:.+$", arn))
    ])
    error_message = "iterator_age_alarm.actions must hold at most 5 ARNs (CloudWatch's limit), usually of topics: [aws_sns_topic.alarms.arn]."
  }
}
