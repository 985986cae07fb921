variable "alarms" {
  description = <<-EOT
    The function's alarms, which module function-alarms lists with their defaults.
    - enabled: whether the alarms exist. Default true.
    - actions: ARNs, usually of SNS topics, that are notified when an alarm goes off, and when it is OK again. Not a topic encrypted with
      alias/aws/sns: CloudWatch can't use that key. Default: none.
    - name_template: template of the alarms' names, with {function} and {alarm}. Default "{function}-{alarm}".
    - definitions: what is different from an alarm's default, by its key; another key is another alarm, which needs metric and
      threshold, on the function's own metrics unless namespace or dimensions are set. All as in module metric-alarms, and:
      - enabled: false leaves this alarm out; true adds one that isn't on by default (invocations).
      - minimum: invocations in a period below which the rate doesn't count; for errors only. Default 5.
  EOT
  type = object({
    enabled       = optional(bool, true)
    actions       = optional(list(string), [])
    name_template = optional(string, "{function}-{alarm}")
    definitions = optional(map(object({
      enabled             = optional(bool)
      minimum             = optional(number)
      name                = optional(string)
      description         = optional(string)
      namespace           = optional(string)
      metric              = optional(string)
      dimensions          = optional(map(string))
      statistic           = optional(string)
      threshold           = optional(number)
      comparison          = optional(string)
      period_seconds      = optional(number)
      evaluation_periods  = optional(number)
      datapoints_to_alarm = optional(number)
      missing_data        = optional(string)
      actions             = optional(list(string))
    })), {})
  })
  default  = {}
  nullable = false
}
