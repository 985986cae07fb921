variable "region" {
  description = "AWS region of everything in this stack, for example eu-central-1."
  type        = string
  default     = "eu-central-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be the name of an AWS region: write, for example, eu-central-1."
  }
}

variable "environment" {
  description = "Prefix of every name, so that several environments fit in one account: 1 to 20 lower-case letters, digits and hyphens."
  type        = string
  default     = "dev"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$|^[a-z]$", var.environment))
    error_message = "environment must be 1 to 20 lower-case letters, digits and hyphens, from a letter to a letter or digit: write, for example, dev."
  }
}

variable "movies_api_url" {
  description = "URL of the movies API, without a trailing slash: output api_url of iac/movies. The page lists its movies. The API's cors_allow_origin must name the site's origin."
  type        = string

  validation {
    condition     = can(regex("^https?://[^/\\s?#]+(/[^/\\s?#]+)*$", var.movies_api_url))
    error_message = "movies_api_url must be a URL without query and trailing slash: write, for example, https://abcdefghij.execute-api.eu-central-1.amazonaws.com/live."
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
  description = "Branch of which each push that changes apps/website starts the pipeline."
  type        = string
  default     = "main"
}

variable "slack_webhook_url" {
  description = "First value of the SSM parameter that holds the Slack webhook's URL; Terraform doesn't touch it later, and keeps it nowhere. A real one is a secret, so put it by hand: aws ssm put-parameter --overwrite. Until then messages are refused by Slack, which fails the pipeline's last action."
  type        = string
  ephemeral   = true
  default     = "https://hooks.slack.com/services/"

  validation {
    condition     = can(regex("^(https://|http://127\\.0\\.0\\.1[:/])", var.slack_webhook_url))
    error_message = "slack_webhook_url must be an https URL: write, for example, https://hooks.slack.com/services/."
  }
}

variable "domain" {
  description = "Names of the site besides CloudFront's own and their certificate, as module static-website has it. Default: none."
  type = object({
    names           = list(string)
    certificate_arn = string
  })
  default = null
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds every role of this stack: output permissions_boundary_arns of iac/bootstrap, without which its apply role can't create any. Default: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null ? true : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of a policy: write, for example, arn:aws:iam::123456789012:policy/slipway-boundary-dev."
  }
}

variable "deletion_protection" {
  description = "Refuses to delete the algorithms table, and the buckets of the site and the metadata while they hold something, also by terraform destroy. Write true wherever they matter."
  type        = bool
  default     = false
}

variable "alarm_actions" {
  description = "ARNs that are told when a dead-letter queue holds something, for example an SNS topic's. Default: none."
  type        = list(string)
  default     = []
}
