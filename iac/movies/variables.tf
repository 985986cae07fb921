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

variable "write_authorization" {
  description = <<-EOT
    Who may create, update and delete: AWS_IAM (signed requests of callers that have execute-api:Invoke) or NONE (everyone). Reads
    are public.
  EOT
  type        = string
  default     = "AWS_IAM"

  validation {
    condition     = contains(["AWS_IAM", "NONE"], var.write_authorization)
    error_message = "write_authorization must be AWS_IAM or NONE."
  }
}

variable "cors_allow_origin" {
  description = <<-EOT
    Origin whose pages may call the API from a browser: iac/frontend's output site_url, for example https://movies.example.com, or *.
    Default: none, so that the page shows no movies.
  EOT
  type        = string
  default     = null
}

variable "domain" {
  description = <<-EOT
    Domain name of the API in addition to API Gateway's own: name, and zone, certificate or both, as in module api-domain-name:
    { name = "movies.example.com", zone = { id = "Z…" } }. Default: none.
  EOT
  type = object({
    name        = string
    zone        = optional(object({ id = string }))
    certificate = optional(object({ arn = string }))
  })
  default = null
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

variable "service_level" {
  description = <<-EOT
    The service level of the API, with alarms on how fast the bad requests that it allows are used up, as in module service-alarms. They cost
    4.10 USD a month. `slipway service-levels` reports on the same targets from service-levels.toml. Default: no such alarms.
    - availability: percent of the requests that have another status than 5xx.
    - latency, milliseconds: percent of the requests that take at most so long.
  EOT
  type = object({
    availability = optional(number)
    latency      = optional(number)
    milliseconds = optional(number)
  })
  default = null
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
    true (default): this stack sets API Gateway's role for access logs. That is one setting per account and region: set it in one
    stack only; without it the access logs of all stacks stop.
  EOT
  type        = bool
  default     = true
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
