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

variable "start" {
  description = <<-EOT
    How the functions start. plain (default): Lambda initializes each execution environment. snap-start: it resumes a snapshot.
    primed-call: a snapshot that is taken after a call of DynamoDB without effect. primed-request: after a whole request without effect.
    A deployment publishes the version that has the snapshot. SnapStart for Python costs while a version exists, and for each restore.
  EOT
  type        = string
  default     = "plain"
  nullable    = false

  validation {
    condition     = contains(["plain", "snap-start", "primed-call", "primed-request"], var.start)
    error_message = "start must be plain, snap-start, primed-call or primed-request."
  }
}

variable "usage_plan" {
  description = <<-EOT
    Limits of each API key, as in module rest-api.
    - rate: requests a second. Default 10.
    - burst: concurrent requests. Default 20.
    - quota: limit, a number of requests, and period, DAY (default), WEEK or MONTH. Default: no quota.
  EOT
  type = object({
    rate  = optional(number, 10)
    burst = optional(number, 20)
    quota = optional(object({
      limit  = number
      period = optional(string, "DAY")
    }))
  })
  default  = {}
  nullable = false
}

variable "throttling" {
  description = <<-EOT
    How many requests each method accepts before it answers 429, as in module rest-api.
    - rate: requests per second. Default 100.
    - burst: concurrent requests. Default 50.
  EOT
  type = object({
    rate  = optional(number, 100)
    burst = optional(number, 50)
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
    true: the tables can't be deleted, not even by terraform destroy. Default: true, except in the environment dev.
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

variable "traces" {
  description = <<-EOT
    The traces of the stack's functions, as in module lambda. The functions log every span; `slipway trace` reads them.
    - sample_rate: share of the traces that begin here and are exported, 0 to 1. A caller that sends a traceparent decides itself. Default 1.
    - otlp_endpoint: base URL of an OpenTelemetry collector that accepts OTLP over HTTP, which the functions can reach:
      "http://collector.example.com:4318". Default: none, the spans are only logged.
  EOT
  type = object({
    sample_rate   = optional(number)
    otlp_endpoint = optional(string)
  })
  default  = {}
  nullable = false
}

variable "manage_api_gateway_account" {
  description = <<-EOT
    true: this stack sets API Gateway's role for access logs. That is one setting per account and region: set it in one
    stack only; without it the access logs of all stacks stop. Default false: iac/movies does.
  EOT
  type        = bool
  default     = false
}
