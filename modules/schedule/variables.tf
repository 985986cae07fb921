variable "name" {
  description = <<-EOT
    Name of the schedule and of its role, and with -dead-letter of its queue. 1 to 64 of A-Z a-z 0-9 - _ (the limit of both). Role names
    are unique in an account: include the region in the name of a schedule that is deployed to several.
  EOT
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must be 1 to 64 of A-Z a-z 0-9 - _, for example \"dev-nightly-report\"."
  }
}

variable "description" {
  description = "Description of the schedule, up to 512 characters. Default: none."
  type        = string
  default     = null

  validation {
    condition     = var.description == null ? true : length(var.description) <= 512
    error_message = "description must have at most 512 characters (Scheduler's limit)."
  }
}

variable "function" {
  description = "The function that the schedule invokes, asynchronously: `function = module.report`, an instance of module lambda."
  type        = object({ function = object({ alias_arn = string }) })

  validation {
    condition = can(regex(
      "^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$",
      var.function.function.alias_arn,
    ))
    error_message = "function.function.alias_arn must be the ARN of an alias (arn:…:function:<name>:<alias>): write function = module.report."
  }
}

variable "expression" {
  description = <<-EOT
    When to invoke it: "rate(5 minutes)", which begins immediately, "cron(0 3 * * ? *)" (minute, hour, day of month, month, day of week,
    year), or once "at(2030-01-31T08:00:00)".
  EOT
  type        = string

  validation {
    condition = can(regex("^rate\\([1-9][0-9]* (minutes?|hours?|days?)\\)$", var.expression)) || (
      can(regex("^cron\\([^ ()]+ [^ ()]+ [^ ()]+ [^ ()]+ [^ ()]+ [^ ()]+\\)$", var.expression)) && length(var.expression) <= 256
    ) || can(regex("^at\\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\)$", var.expression))
    error_message = <<-EOT
      expression must be a rate, a cron expression with six fields, or a time: "rate(5 minutes)", "cron(0 3 * * ? *)",
      "at(2030-01-31T08:00:00)".
    EOT
  }

  validation {
    condition = startswith(var.expression, "cron(") ? try(
      split(" ", var.expression)[2] == "?" != (split(" ", var.expression)[4] == "?"), true
    ) : true
    error_message = "expression: of a cron expression's day of month and day of week one must be ?, and not both: \"cron(0 3 * * ? *)\"."
  }
}

variable "time_zone" {
  description = "Time zone of a cron expression and of at, by its name in the IANA database: \"Europe/Berlin\". Default \"UTC\"."
  type        = string
  default     = "UTC"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}$", var.time_zone)) && length(var.time_zone) <= 50
    error_message = "time_zone must be a name of the IANA database: write \"Europe/Berlin\", or omit it for UTC."
  }
}

variable "start_date" {
  description = "Not before this time, in UTC: \"2030-01-31T08:00:00Z\". Default: no limit. A rate begins at this time."
  type        = string
  default     = null

  validation {
    condition     = var.start_date == null ? true : can(timeadd(var.start_date, "0s"))
    error_message = "start_date must be a time like \"2030-01-31T08:00:00Z\"."
  }
}

variable "end_date" {
  description = "Not after this time, in UTC: \"2030-12-31T00:00:00Z\". Default: no limit."
  type        = string
  default     = null

  validation {
    condition     = var.end_date == null ? true : can(timeadd(var.end_date, "0s"))
    error_message = "end_date must be a time like \"2030-12-31T00:00:00Z\"."
  }

  validation {
    condition     = var.start_date == null || var.end_date == null ? true : try(timecmp(var.start_date, var.end_date) < 0, true)
    error_message = "end_date must be after start_date."
  }
}

variable "flexible_window_minutes" {
  description = <<-EOT
    The schedule may invoke the function up to so many minutes later, 1 to 1440, so that many schedules don't run at the same time.
    Default: within a minute.
  EOT
  type        = number
  default     = null

  validation {
    condition = var.flexible_window_minutes == null ? true : (
      var.flexible_window_minutes >= 1 && var.flexible_window_minutes <= 1440 && floor(var.flexible_window_minutes) == var.flexible_window_minutes
    )
    error_message = "flexible_window_minutes must be a whole number from 1 to 1440; omit it for no window."
  }
}

variable "input" {
  description = <<-EOT
    The event that the function gets, as JSON. Scheduler replaces <aws.scheduler.scheduled-time>, <aws.scheduler.schedule-arn>,
    <aws.scheduler.execution-id> and <aws.scheduler.attempt-number>. jsonencode would escape < and >: write an input with such a
    keyword as a string. Default: an event of EventBridge with the time and the schedule.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.input == null ? true : can(jsondecode(var.input))
    error_message = "input must be JSON: write jsonencode({ report = \"daily\" })."
  }
}

variable "maximum_retry_attempts" {
  description = <<-EOT
    How often Scheduler tries again when it can't hand the event to Lambda, 0 to 185 (default). An error of the function itself isn't one:
    its retries are `async` of module lambda.
  EOT
  type        = number
  default     = 185
  nullable    = false

  validation {
    condition = (
      var.maximum_retry_attempts >= 0 && var.maximum_retry_attempts <= 185 && floor(var.maximum_retry_attempts) == var.maximum_retry_attempts
    )
    error_message = "maximum_retry_attempts must be a whole number from 0 to 185."
  }
}

variable "maximum_event_age_seconds" {
  description = "For how long it tries, 60 to 86400 (default, a day). For a schedule that runs often, use less than its period."
  type        = number
  default     = 86400
  nullable    = false

  validation {
    condition = (
      floor(var.maximum_event_age_seconds) == var.maximum_event_age_seconds &&
      var.maximum_event_age_seconds >= 60 && var.maximum_event_age_seconds <= 86400
    )
    error_message = "maximum_event_age_seconds must be a whole number from 60 to 86400."
  }
}

variable "dead_letter_queue" {
  description = <<-EOT
    The queue for events that could not be delivered: an instance of module dead-letter-queue, dead_letter_queue = module.dead_letters.
    Default: the module creates one with an alarm.
  EOT
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.dead_letter_queue == null ? true : can(regex("^arn:[^:]+:sqs:[^:]+:[0-9]{12}:[A-Za-z0-9_-]{1,80}$", var.dead_letter_queue.arn))
    error_message = "dead_letter_queue.arn must be the ARN of a standard queue: write dead_letter_queue = module.dead_letters, or omit it."
  }
}

variable "alarms" {
  description = <<-EOT
    The alarm <name>-dead-letter-not-empty, of the module's own dead-letter queue: an event could not be delivered.
    - enabled: whether the alarms exist. Default true.
    - actions: ARNs, usually of SNS topics, that are notified when an alarm goes off, and when it is OK again. Not a topic encrypted with
      alias/aws/sns: CloudWatch can't use that key. Default: none.
  EOT
  type = object({
    enabled = optional(bool, true)
    actions = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.alarms.actions) <= 5 && alltrue([for arn in var.alarms.actions : can(regex("^arn:[^:]+:[a-z0-9-]+:.+$", arn))])
    error_message = "alarms.actions must hold at most 5 ARNs (CloudWatch's limit), usually of topics: [aws_sns_topic.alarms.arn]."
  }
}

variable "enabled" {
  description = "false: the schedule exists but doesn't run. Default true."
  type        = bool
  default     = true
  nullable    = false
}

variable "role" {
  description = <<-EOT
    The role that EventBridge Scheduler invokes the function with.
    - permissions_boundary: ARN of the policy that sets the permissions boundary of the role. Default: none.
    - path: path of the role, which begins and ends with /. An apply role of iac/bootstrap may create roles only in the path of its
      environment, /slipway/dev/. Default "/".
  EOT
  type = object({
    permissions_boundary = optional(string)
    path                 = optional(string, "/")
  })
  default  = {}
  nullable = false

  validation {
    condition = var.role.permissions_boundary == null ? true : can(regex(
      "^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.role.permissions_boundary
    ))
    error_message = "role.permissions_boundary must be the ARN of a policy: write arn:aws:iam::123456789012:policy/boundary, or omit it."
  }

  validation {
    condition     = can(regex("^/([A-Za-z0-9+=,.@_-]+/)*$", var.role.path)) && length(var.role.path) <= 512
    error_message = "role.path must begin and end with /, and have only A-Z a-z 0-9 + = , . @ - _ between: write, for example, /slipway/dev/."
  }
}

variable "tags" {
  description = "Tags of the role, the queue and its alarm; a schedule has none. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
