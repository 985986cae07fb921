variable "alarms" {
  description = <<-EOT
    The alarms, by a short name.
    - threshold: the number that the metric is compared with.
    - comparison: GreaterThanThreshold (default), GreaterThanOrEqualToThreshold, LessThanThreshold or LessThanOrEqualToThreshold.
    - namespace, metric, dimensions: the metric, for example AWS/Lambda, Errors and { FunctionName = "get-movie" }.
    - statistic: Average, Maximum, Minimum, SampleCount, Sum (default), or a percentile such as p99.
    - expression: metric math over `metrics`, instead of `metric`: "100 * errors / invocations".
    - metrics: the metrics of the expression, by their ID: { metric, statistic (default Sum), namespace and dimensions (default: those
      of the alarm) }.
    - period_seconds: 10, 20, 30, or a multiple of 60. Default 60.
    - evaluation_periods, datapoints_to_alarm: the alarm goes off when so many of the last periods breach the threshold. Default 1 of 1.
    - missing_data: how a period without data counts: notBreaching (default), breaching, ignore or missing.
    - name: name of the alarm. Default <name>-<key>.
    - description: what to do about it, which the notification contains. Default: none.
    - actions: ARNs instead of those of all alarms.
  EOT
  type = map(object({
    threshold           = number
    comparison          = optional(string, "GreaterThanThreshold")
    namespace           = optional(string)
    metric              = optional(string)
    dimensions          = optional(map(string), {})
    statistic           = optional(string, "Sum")
    expression          = optional(string)
    period_seconds      = optional(number, 60)
    evaluation_periods  = optional(number, 1)
    datapoints_to_alarm = optional(number)
    missing_data        = optional(string, "notBreaching")
    name                = optional(string)
    description         = optional(string)
    actions             = optional(list(string))
    metrics = optional(map(object({
      metric     = string
      statistic  = optional(string, "Sum")
      namespace  = optional(string)
      dimensions = optional(map(string))
    })), {})
  }))
  nullable = false

  validation {
    condition     = alltrue([for key, alarm in var.alarms : alarm.expression != null || (alarm.metric != null && alarm.namespace != null)])
    error_message = "alarms: an alarm needs namespace and metric, or an expression: write, for example, { namespace = \"AWS/Lambda\", metric = \"Errors\", … }."
  }

  validation {
    condition     = alltrue([for key, alarm in var.alarms : (alarm.expression != null) == (length(alarm.metrics) > 0)])
    error_message = "alarms: an expression needs metrics, and metrics need an expression: write metrics = { errors = { metric = \"Errors\" } }."
  }

  validation {
    condition = alltrue([for key, alarm in var.alarms : contains(
      ["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"], alarm.comparison
    )])
    error_message = "alarms: comparison must be GreaterThanThreshold, GreaterThanOrEqualToThreshold, LessThanThreshold or LessThanOrEqualToThreshold."
  }

  validation {
    condition = alltrue([
      for statistic in concat([for alarm in var.alarms : alarm.statistic], flatten([for alarm in var.alarms : values(alarm.metrics)[*].statistic])) :
      can(regex("^(Average|Maximum|Minimum|SampleCount|Sum|IQM|(p|tm|wm|tc|ts)[0-9]+(\\.[0-9]+)?|(TM|WM|TC|TS|PR)\\(.*:.*\\))$", statistic))
    ])
    error_message = "alarms: statistic must be Average, Maximum, Minimum, SampleCount, Sum, or an extended one such as p99 or tm95."
  }

  validation {
    condition = alltrue([for key, alarm in var.alarms :
      contains([10, 20, 30], alarm.period_seconds) || (alarm.period_seconds >= 60 && alarm.period_seconds % 60 == 0)
    ])
    error_message = "alarms: period_seconds must be 10, 20, 30, or a multiple of 60."
  }

  validation {
    condition = alltrue([for key, alarm in var.alarms :
      floor(alarm.evaluation_periods) == alarm.evaluation_periods &&
      alarm.evaluation_periods >= 1 && alarm.evaluation_periods * alarm.period_seconds <= (alarm.period_seconds < 3600 ? 86400 : 604800)
    ])
    error_message = "alarms: evaluation_periods must be a whole number from 1; all periods together at most a day, or a week if each is an hour or more."
  }

  validation {
    condition = alltrue([for key, alarm in var.alarms :
      alarm.datapoints_to_alarm == null ? true : (
        floor(alarm.datapoints_to_alarm) == alarm.datapoints_to_alarm &&
        alarm.datapoints_to_alarm >= 1 && alarm.datapoints_to_alarm <= alarm.evaluation_periods
      )
    ])
    error_message = "alarms: datapoints_to_alarm must be a whole number from 1 to evaluation_periods."
  }

  validation {
    condition     = alltrue([for key, alarm in var.alarms : contains(["breaching", "ignore", "missing", "notBreaching"], alarm.missing_data)])
    error_message = "alarms: missing_data must be notBreaching, breaching, ignore or missing."
  }

  validation {
    condition     = alltrue([for key, alarm in var.alarms : can(regex("^[A-Za-z0-9_-]{1,100}$", key))])
    error_message = "alarms: a key is 1 to 100 of A-Z a-z 0-9 - _: write, for example, slow = { … }."
  }

  validation {
    condition = alltrue(flatten([for alarm in var.alarms : [
      for text in concat(
        [alarm.name, alarm.namespace, alarm.metric], keys(alarm.dimensions), values(alarm.dimensions),
        flatten([for metric in values(alarm.metrics) : [
          [metric.metric, metric.namespace], keys(coalesce(metric.dimensions, {})), values(coalesce(metric.dimensions, {}))
        ]]),
      ) : text == null ? true : length(text) >= 1 && length(text) <= 255
    ]]))
    error_message = "alarms: name, namespace, metric and dimensions have 1 to 255 characters: write, for example, namespace = \"AWS/Lambda\"."
  }

  validation {
    condition = alltrue(flatten([for alarm in var.alarms : [
      for text in [alarm.description, alarm.expression] : text == null ? true : length(text) >= 1 && length(text) <= 1024
    ]]))
    error_message = "alarms: description and expression have 1 to 1024 characters (CloudWatch's limits)."
  }

  validation {
    condition     = alltrue(flatten([for alarm in var.alarms : [for id in keys(alarm.metrics) : can(regex("^[a-z][A-Za-z0-9_]{0,254}$", id))]]))
    error_message = "alarms: an ID in metrics begins with a-z, and has only A-Z a-z 0-9 _: write metrics = { errors = { metric = \"Errors\" } }."
  }

  validation {
    condition = alltrue(flatten([for alarm in var.alarms : [
      for arn in coalesce(alarm.actions, []) : can(regex("^arn:[^:]+:[a-z0-9-]+:.+$", arn))
    ]])) && alltrue([for alarm in var.alarms : length(coalesce(alarm.actions, [])) <= 5])
    error_message = "alarms: actions must hold at most 5 ARNs (CloudWatch's limit), usually of topics: [aws_sns_topic.alarms.arn]."
  }
}
