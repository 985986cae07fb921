variable "alarm_emails" {
  description = <<-EOT
    Who receives the alarms of an environment: { prod = ["oncall@example.com"] }. Each address gets a link, and must confirm once.
    Each environment here gets a topic, whose ARN the output alarm_topic_arns has. Default: none.
  EOT
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.alarm_emails), var.environments)) == 0
    error_message = "alarm_emails: a key must be one of environments: write, for example, { prod = [\"oncall@example.com\"] }."
  }

  validation {
    condition = alltrue([for emails in var.alarm_emails : length(emails) > 0 && alltrue([
      for address in emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))
    ])])
    error_message = "alarm_emails must hold e-mail addresses: write, for example, { prod = [\"oncall@example.com\"] }, or omit the environment."
  }
}

variable "alarm_slack" {
  description = <<-EOT
    Slack channels that get the alarms of an environment: { prod = { team_id = "T0123ABCD", channel_id = "C0123ABCD" } }. Someone must first
    authorize the workspace in the console of Amazon Q Developer in chat applications, and invite it to the channel. Default: none.
    - team_id: ID of the workspace, in its URL.
    - channel_id: ID of the channel, in its link.
  EOT
  type = map(object({
    team_id    = string
    channel_id = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.alarm_slack), var.environments)) == 0
    error_message = "alarm_slack: a key must be one of environments: write, for example, { prod = { … } }."
  }

  validation {
    condition = alltrue([
      for channel in values(var.alarm_slack) : can(regex("^[A-Z0-9]{1,255}$", channel.team_id)) && can(regex("^[A-Z0-9]{1,255}$", channel.channel_id))
    ])
    error_message = "alarm_slack must hold IDs, not names: write { team_id = \"T0123ABCD\", channel_id = \"C0123ABCD\" }."
  }
}
