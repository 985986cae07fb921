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
