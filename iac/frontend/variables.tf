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

variable "slack_webhook_url" {
  description = <<-EOT
    Initial value of the SSM parameter with the Slack webhook's URL. Terraform stores it nowhere and doesn't change it later. A
    real one is a secret: set it with aws ssm put-parameter --overwrite. Until then Slack refuses the messages, which fails the
    pipeline's last action.
  EOT
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
    Domain names of the site in addition to CloudFront's own, and their certificate, as in module static-website. Default: none.
  EOT
  type = object({
    names           = list(string)
    certificate_arn = string
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

variable "deletion_protection" {
  description = <<-EOT
    true: the algorithms table can't be deleted, nor the buckets of the site and the metadata while they have objects, not even by
    terraform destroy. Set it if they matter. Default false.
  EOT
  type        = bool
  default     = false
}

variable "alarm_actions" {
  description = <<-EOT
    ARNs, usually of SNS topics, that are notified when a dead-letter queue has a message, and when it is empty again. Not a topic
    encrypted with alias/aws/sns: CloudWatch can't use that key. Default: none.
  EOT
  type        = list(string)
  default     = []
}
