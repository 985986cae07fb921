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
    Who may add providers: AWS_IAM (signed requests of callers that have execute-api:Invoke) or NONE (everyone). Reads are public.
  EOT
  type        = string
  default     = "AWS_IAM"

  validation {
    condition     = contains(["AWS_IAM", "NONE"], var.write_authorization)
    error_message = "write_authorization must be AWS_IAM or NONE."
  }
}

variable "routes_from_document" {
  description = <<-EOT
    true: a pipeline imports the routes from openapi.json and deploys them to each stage (apps/deploy-api), which answers 404 until then.
    Who may add providers is then said by the document, and not by write_authorization. Default false: Terraform creates the routes.
  EOT
  type        = bool
  default     = false
  nullable    = false
}

variable "cors_allow_origins" {
  description = <<-EOT
    Origins whose pages may call the API from a browser, for example ["https://www.example.com"], or ["*"]. Default: none.
  EOT
  type        = set(string)
  default     = null
}

variable "released_by" {
  description = <<-EOT
    Name of the pipeline that releases the functions, output pipeline_name of iac/delivery; `slipway deploy` then refuses to. Default:
    `slipway deploy` releases them.
  EOT
  type        = string
  default     = null
}

variable "domains" {
  description = <<-EOT
    Domain names of the stages test and prod in addition to API Gateway's own, as in module api-domain-name:
    { prod = { name = "providers.example.com", zone = { id = "Z…" } } }. Default: none.
  EOT
  type = map(object({
    name        = string
    zone        = optional(object({ id = string }))
    certificate = optional(object({ arn = string }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.domains), ["prod", "test"])) == 0
    error_message = "domains: each key must be a stage, test or prod."
  }
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

variable "throttling" {
  description = <<-EOT
    How many requests each route of each stage accepts before it answers 429, as in module http-api.
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
