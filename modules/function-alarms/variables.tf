variable "function_name" {
  description = "Name of the function, 1 to 64 of A-Z a-z 0-9 - _."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.function_name))
    error_message = "function_name must be the name of a function, not its ARN: write, for example, dev-get-movie."
  }
}

variable "timeout_seconds" {
  description = "The function's timeout, 1 to 900 seconds: the alarm duration goes off at 80 % of it."
  type        = number

  validation {
    condition     = floor(var.timeout_seconds) == var.timeout_seconds && var.timeout_seconds >= 1 && var.timeout_seconds <= 900
    error_message = "timeout_seconds must be a whole number from 1 to 900."
  }
}

variable "reserved_concurrency" {
  description = "The function's reserved concurrency, if it has one: the alarm concurrency goes off at 90 % of it. Default: no such alarm."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null ? true : var.reserved_concurrency >= 0 && floor(var.reserved_concurrency) == var.reserved_concurrency
    error_message = "reserved_concurrency must be a whole number, 0 or more; omit it for none."
  }
}

variable "sources" {
  description = <<-EOT
    What else invokes the function than its direct callers: stream (adds the alarm iterator_age), async for asynchronous events (dropped_events),
    and dead_letter if those have a dead-letter queue or a destination (undelivered_dead_letters). Default: none of them.
  EOT
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.sources, ["async", "dead_letter", "stream"])) == 0
    error_message = "sources must be of async, dead_letter and stream."
  }
}

variable "alarms" {
  description = <<-EOT
    The alarms, which the README lists with their defaults.
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

  validation {
    condition     = strcontains(var.alarms.name_template, "{alarm}")
    error_message = "alarms.name_template must contain {alarm}, so that each alarm has its own name: write, for example, \"{function}-{alarm}\"."
  }

  validation {
    condition = alltrue([
      for key, definition in var.alarms.definitions : contains(
        ["errors", "duration", "throttles", "concurrency", "iterator_age", "dropped_events", "undelivered_dead_letters", "invocations"], key
      ) || (definition.metric != null && definition.threshold != null)
    ])
    error_message = "alarms.definitions: another alarm needs metric and threshold; the module's are listed in its README."
  }

  validation {
    condition     = alltrue([for key, definition in var.alarms.definitions : definition.minimum == null || key == "errors"])
    error_message = "alarms.definitions: only errors has a minimum."
  }
}

variable "tags" {
  description = "Tags of the alarms. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
