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

variable "email_sender" {
  description = "Address that the notifications come from, of this stack alone: SES takes an address once in an account and region. SES sends a link to it, which has to be followed once before AWS accepts mail from it."
  type        = string

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.email_sender))
    error_message = "email_sender must be one e-mail address: write, for example, movies@example.com."
  }
}

variable "email_recipients" {
  description = "Addresses that get a notification for every change, 1 to 50 (SES's limit for one message). While the account is in SES's sandbox each must be verified, too."
  type        = list(string)

  validation {
    condition     = length(var.email_recipients) >= 1 && length(var.email_recipients) <= 50
    error_message = "email_recipients must hold 1 to 50 addresses: write, for example, [\"editor@example.com\"]."
  }

  validation {
    condition     = alltrue([for address in var.email_recipients : can(regex("^[^@\\s,]+@[^@\\s,]+\\.[^@\\s,]+$", address))])
    error_message = "email_recipients must hold e-mail addresses only: write, for example, [\"editor@example.com\"]."
  }
}

variable "write_authorization" {
  description = "Who may create, update and delete: AWS_IAM (callers sign, and need execute-api:Invoke) or NONE (anybody). Reads are open."
  type        = string
  default     = "AWS_IAM"

  validation {
    condition     = contains(["AWS_IAM", "NONE"], var.write_authorization)
    error_message = "write_authorization must be AWS_IAM or NONE."
  }
}

variable "cors_allow_origin" {
  description = "Origin whose pages may call the API from a browser, for example https://movies.example.com, or *. null: none."
  type        = string
  default     = null
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
  description = "Refuses to delete the movies table, also by terraform destroy. Write true wherever the movies matter."
  type        = bool
  default     = false
}

variable "alarm_actions" {
  description = "ARNs that are told when a dead-letter queue holds something, for example an SNS topic's, which must not be encrypted with alias/aws/sns. Default: none."
  type        = list(string)
  default     = []
}

variable "manage_api_gateway_account" {
  description = "Whether this stack gives API Gateway its role for access logs: one setting an account and region, so true in one stack only, without which the others have no access log any more."
  type        = bool
  default     = true
}

variable "throttling" {
  description = "How much each method takes before it answers 429: rate in requests a second (default 100), burst in requests at once (default 50). The module rest-api names the limits."
  type = object({
    rate  = optional(number, 100)
    burst = optional(number, 50)
  })
  default  = {}
  nullable = false
}
