variable "name" {
  description = <<-EOT
    Name of the secret, 1 to 512 of A-Z a-z 0-9 / _ + = . @ - (Secrets Manager's limit): "dev/payment-token". With parameter, the
    name of the parameter: "/dev/payment-token".
  EOT
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9/_+=.@-]{1,512}$", var.name))
    error_message = "name must be 1 to 512 of A-Z a-z 0-9 / _ + = . @ -, for example \"dev/payment-token\"."
  }

  # Readers of an ARN without its six random characters would also get a secret whose name ends like them:
  # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  validation {
    condition     = var.parameter == null ? !can(regex("-[A-Za-z0-9]{6}$", var.name)) : true
    error_message = "name must not end in a hyphen and six characters: Secrets Manager adds such an ending to the ARN of every secret."
  }

  validation {
    condition     = var.parameter == null ? true : can(regex("^(/[A-Za-z0-9_.-]+){1,15}$", var.name))
    error_message = "name of a parameter must begin with /, and have only A-Z a-z 0-9 _ . - between slashes: \"/dev/payment-token\"."
  }
}

variable "description" {
  description = "Description of the secret, up to 2048 characters. Default: none."
  type        = string
  default     = null

  validation {
    condition     = var.description == null ? true : length(var.description) <= 2048
    error_message = "description must have at most 2048 characters (Secrets Manager's limit)."
  }
}

variable "parameter" {
  description = <<-EOT
    Present: a parameter of Systems Manager that exists already, or is created outside of Terraform. The module creates nothing, because
    a plan would read the parameter's value into the state. Default: the module creates a secret in Secrets Manager.
    - region, account_id: region and account ID of the parameter.
    - partition: default "aws".
  EOT
  type = object({
    region     = string
    account_id = string
    partition  = optional(string, "aws")
  })
  default = null

  validation {
    condition = var.parameter == null ? true : (
      can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.parameter.region)) && can(regex("^[0-9]{12}$", var.parameter.account_id)) &&
      can(regex("^aws[a-z-]{0,10}$", var.parameter.partition))
    )
    error_message = "parameter must have a region and a 12-digit account_id: { region = \"eu-central-1\", account_id = \"123456789012\" }."
  }
}

variable "kms_key_arn" {
  description = <<-EOT
    ARN of the KMS key that encrypts it; the permissions to read it include the key's. Default: AWS's own, alias/aws/secretsmanager or
    alias/aws/ssm, which needs no permission.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key: write aws_kms_key.….arn, or omit it."
  }
}

variable "recovery_window_days" {
  description = <<-EOT
    Days in which a deleted secret can be restored, 7 to 30 (default), or 0. Until they have passed, its name can't be used again: in an
    environment for development, set 0.
  EOT
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = var.recovery_window_days == 0 || (
      floor(var.recovery_window_days) == var.recovery_window_days &&
      var.recovery_window_days >= 7 && var.recovery_window_days <= 30
    )
    error_message = "recovery_window_days must be 0, or a whole number from 7 to 30."
  }
}

variable "tags" {
  description = "Tags of the secret. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
