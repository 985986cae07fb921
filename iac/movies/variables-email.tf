variable "email_sender" {
  description = <<-EOT
    Address that the notifications are sent from, used by this stack only: SES accepts an identity once per account and region.
    SES sends a link to it; click it once, before AWS accepts mail from the address. Not needed with email_domain.
  EOT
  type        = string

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.email_sender))
    error_message = "email_sender must be one e-mail address: write, for example, movies@example.com."
  }
}

variable "email_recipients" {
  description = <<-EOT
    Addresses that receive a notification for every change, 1 to 50 (SES's limit for one message). In SES's sandbox each must be
    verified too.
  EOT
  type        = list(string)

  validation {
    condition     = length(var.email_recipients) >= 1 && length(var.email_recipients) <= 50
    error_message = "email_recipients must hold 1 to 50 addresses: write, for example, [\"editor@example.com\"]."
  }

  validation {
    condition     = alltrue([for address in var.email_recipients : can(regex("^[^@\\s,]+@[^@\\s,]+\\.[^@\\s,]+$", address))])
    error_message = "email_recipients must hold only e-mail addresses: write, for example, [\"editor@example.com\"]."
  }
}

variable "email_domain" {
  description = <<-EOT
    Present: SES verifies the domain of email_sender instead of the address, and signs the mail with it (DKIM), by three records. Default:
    the address is verified, and the mail has SES's own signature. SES accepts a domain once per account and region, so another environment
    needs another domain, e.g. dev.example.com.
    - zone.id: ID of the domain's hosted zone in Route 53, which gets the records.
  EOT
  type = object({
    zone = object({ id = string })
  })
  default = null

  validation {
    condition     = var.email_domain == null ? true : can(regex("^[A-Z0-9]{1,32}$", var.email_domain.zone.id))
    error_message = "email_domain.zone.id must be the ID of a hosted zone: write { zone = { id = \"Z0123456789\" } }, or omit email_domain."
  }
}

variable "bounce_queue" {
  description = <<-EOT
    true: bounces and complaints are kept in a queue for 14 days, with an alarm; `slipway dlq show` prints them. Default: false, so that only
    the sender's address gets the bounces, by mail.
  EOT
  type        = bool
  default     = false
  nullable    = false
}
