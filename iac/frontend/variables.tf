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

variable "movies_api_url" {
  description = <<-EOT
    URL of the movies API, without a trailing slash: output api_url of iac/movies. The page lists its movies; the API's
    cors_allow_origin must be the site's origin.
  EOT
  type        = string

  validation {
    condition     = can(regex("^https?://[^/\\s?#]+(/[^/\\s?#]+)*$", var.movies_api_url))
    error_message = <<-EOT
      movies_api_url must be a URL without query and trailing slash: write, for example,
      https://abcdefghij.execute-api.eu-central-1.amazonaws.com/live.
    EOT
  }
}

variable "repository" {
  description = "GitHub repository of the site: owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$", var.repository))
    error_message = "repository must be owner/name: write, for example, example/slipway."
  }
}

variable "branch" {
  description = "Branch whose pushes start the pipeline if they change apps/website."
  type        = string
  default     = "main"
}

variable "connection_arn" {
  description = <<-EOT
    ARN of a CodeConnections connection to GitHub that exists already, for example one that all stacks of an account use. Default: the
    stack creates its own, which someone must authorize in the console.
  EOT
  type        = string
  default     = null

  validation {
    condition = var.connection_arn == null ? true : can(regex(
      "^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:connection/[0-9a-f-]+$", var.connection_arn
    ))
    error_message = <<-EOT
      connection_arn must be the ARN of a connection: write, for example,
      arn:aws:codeconnections:eu-central-1:123456789012:connection/00000000-0000-0000-0000-000000000000.
    EOT
  }
}

variable "create_slack_webhook_parameter" {
  description = <<-EOT
    true: the stack creates the SSM parameter of the Slack webhook with slack_webhook_url, for the local AWS and tests. Default false:
    create it once with aws ssm put-parameter (README), because a plan would read the secret.
  EOT
  type        = bool
  default     = false
  nullable    = false
}

variable "slack_webhook_url" {
  description = "With create_slack_webhook_parameter: initial value of the parameter. Terraform stores it nowhere and doesn't change it later."
  type        = string
  ephemeral   = true
  default     = "https://hooks.slack.com/services/"

  validation {
    condition     = can(regex("^(https://|http://127\\.0\\.0\\.1[:/])", var.slack_webhook_url))
    error_message = "slack_webhook_url must be an https URL: write, for example, https://hooks.slack.com/services/."
  }
}

variable "domain" {
  description = <<-EOT
    Domain names of the site in addition to CloudFront's own, their certificate in us-east-1, and the Route 53 zone that gets their
    records, as in module static-website: { names = ["www.example.com"], certificate_arn = "arn:aws:acm:us-east-1:…", zone = { id = "Z…" } }.
    Default: none.
  EOT
  type = object({
    names           = list(string)
    certificate_arn = string
    zone            = optional(object({ id = string }))
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
    true: the algorithms table can't be deleted, nor the buckets of the site and the metadata while they have objects, not even by
    terraform destroy. Default: true, except in the environment dev.
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
