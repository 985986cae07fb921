variable "name" {
  description = "Name of the composite alarm and of the dashboard: 1 to 255 of A-Z a-z 0-9 - _ (CloudWatch's limit for dashboards)."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.name))
    error_message = "name must be 1 to 255 of A-Z a-z 0-9 - _: write, for example, dev-movies."
  }
}

variable "description" {
  description = "Description of the composite alarm. Default: what it is."
  type        = string
  default     = "An alarm of the service is in ALARM. A canary of a deployment ends while it is."
  nullable    = false

  validation {
    condition     = length(var.description) <= 1024
    error_message = "description must have at most 1024 characters (CloudWatch's limit)."
  }
}

variable "alarm_arns" {
  description = <<-EOT
    ARNs of the alarms that the composite alarm consists of, by a name for the dashboard, 1 to 100 (CloudWatch's limit). It is in ALARM
    while one of them is. Leave out alarms that a deployment can't cause, as a deployment with this alarm is refused while it is in ALARM.
  EOT
  type        = map(string)

  validation {
    condition     = length(var.alarm_arns) >= 1 && length(var.alarm_arns) <= 100 && alltrue([for name in keys(var.alarm_arns) : can(regex("^.{1,255}$", name))])
    error_message = "alarm_arns must hold 1 to 100 alarms (CloudWatch's limit for a composite alarm), each with a name of 1 to 255 characters."
  }

  validation {
    condition     = alltrue([for arn in values(var.alarm_arns) : can(regex("^arn:[^:]+:cloudwatch:[^:]+:[0-9]{12}:alarm:.{1,255}$", arn))])
    error_message = "alarm_arns must hold ARNs of alarms: write alarm_arns = module.api.alarm_arns."
  }
}

variable "dashboard_alarm_arns" {
  description = "ARNs of more alarms, by a name, which only the dashboard shows, such as those of dead-letter queues. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name, arn in var.dashboard_alarm_arns :
      can(regex("^.{1,255}$", name)) && can(regex("^arn:[^:]+:cloudwatch:[^:]+:[0-9]{12}:alarm:.{1,255}$", arn))
    ])
    error_message = "dashboard_alarm_arns must hold ARNs of alarms, by a name: write dashboard_alarm_arns = module.dead_letter_queue.alarm_arns."
  }
}

variable "dashboard" {
  description = "false: no dashboard. Default true."
  type        = bool
  default     = true
  nullable    = false
}

variable "actions" {
  description = <<-EOT
    ARNs, usually of SNS topics, that are notified of the composite alarm. Default: none, as its alarms notify themselves, and say what is
    wrong.
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
  description = "Tags of the composite alarm. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
