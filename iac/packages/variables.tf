variable "region" {
  description = "AWS region of this stack, for example eu-central-1."
  type        = string
  default     = "eu-central-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be the name of an AWS region: write, for example, eu-central-1."
  }
}

variable "environment" {
  description = "Prefix of every name, so that one account can hold several environments: 1 to 20 lower-case letters, digits and hyphens."
  type        = string
  default     = "dev"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$|^[a-z]$", var.environment))
    error_message = "environment must be 1 to 20 of a-z 0-9 -, beginning with a letter and not ending with a hyphen: write, for example, dev."
  }
}

variable "waits" {
  description = <<-EOT
    How long the machine waits until a package's stack is deleted.
    - first_seconds: seconds before the first look, then twice as long each time, at most 300. Default 5.
    - attempts: looks until it gives up. Default 15, which is about an hour.
  EOT
  type = object({
    first_seconds = optional(number, 5)
    attempts      = optional(number, 15)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for value in values(var.waits) : value >= 1 && floor(value) == value]) && (
      var.waits.first_seconds <= 300 && var.waits.attempts <= 20
    )
    error_message = "waits: whole numbers, first_seconds from 1 to 300, and attempts from 1 to 20: the machine ends after two hours."
  }
}

variable "usage_plan" {
  description = <<-EOT
    Limits of each API key, as in module rest-api.
    - rate: requests a second, on average. Default 1.
    - burst: concurrent requests. Default 5.
    - quota: limit requests in a period, DAY, WEEK or MONTH. Default 1000 a day.
  EOT
  type = object({
    rate  = optional(number, 1)
    burst = optional(number, 5)
    quota = optional(object({
      limit  = number
      period = optional(string, "DAY")
    }), { limit = 1000 })
  })
  default  = {}
  nullable = false
}

variable "permissions_boundary" {
  description = <<-EOT
    ARN of the policy that sets the permissions boundary of every role of this stack: output permissions_boundary_arns of
    iac/bootstrap, whose apply role can't create a role without it. Default: none.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null ? true : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of a policy: write, for example, arn:aws:iam::123456789012:policy/slipway-boundary-dev."
  }
}

variable "role_path" {
  description = <<-EOT
    Path of the stack's roles, which begins and ends with /. An apply role of iac/bootstrap may create roles only in the path of its
    environment: output role_paths. Default "/".
  EOT
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([A-Za-z0-9+=,.@_-]+/)*$", var.role_path)) && length(var.role_path) <= 512
    error_message = "role_path must begin and end with /, and have only A-Z a-z 0-9 + = , . @ - _ between: write, for example, /slipway/dev/."
  }
}

variable "deletion_protection" {
  description = <<-EOT
    true: the table can't be deleted, nor the bucket while it has files, not even by terraform destroy. Default: true, except in the environment dev.
  EOT
  type        = bool
  default     = null
}

variable "alarm_actions" {
  description = <<-EOT
    ARNs, usually of SNS topics, that are notified when an alarm of the stack goes off, and when it is OK again: output alarm_topic_arns of
    iac/bootstrap. Not a topic encrypted with alias/aws/sns: CloudWatch can't use that key. Default: none.
  EOT
  type        = list(string)
  default     = []
  nullable    = false
}
