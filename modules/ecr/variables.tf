variable "name" {
  description = <<-EOT
    Name of the repository, if needed with a namespace, "build/terraform": 2 to 256 of a-z 0-9, with . _ - / between them.
  EOT
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*$", var.name)) && length(var.name) >= 2 && length(var.name) <= 256
    error_message = "name must be 2 to 256 of a-z 0-9, with single . _ - / between them, for example \"build/terraform\"."
  }
}

variable "immutable_tags" {
  description = "false: a push may move a tag to another image. Default true: a tag always stands for the same image."
  type        = bool
  default     = true
  nullable    = false
}

variable "expiration" {
  description = <<-EOT
    When images are deleted, also ones that are in use.
    - untagged_days: an image without a tag, this many days after its push. Default 14.
    - tagged_count: number of the newest images with a tag that are kept. Default: all.
  EOT
  type = object({
    untagged_days = optional(number, 14)
    tagged_count  = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for number in values(var.expiration) : number == null ? true : number >= 1 && floor(number) == number])
    error_message = "expiration: untagged_days and tagged_count must be whole numbers, 1 or more; omit tagged_count to keep all."
  }
}

variable "pull" {
  description = <<-EOT
    Who may pull images without a permission in this account's IAM. Default: nobody. A role of the same account needs IAM permissions
    only, as module codebuild grants them for its image.
    - codebuild_project_arns: CodeBuild projects that pull with CodeBuild's credentials.
    - lambda_function_arns: functions that are created from an image. Lambda keeps pulling it as long as the function exists.
    - account_ids: accounts whose roles may pull, if their IAM allows it.
    ARNs may contain *, as in "arn:aws:lambda:eu-central-1:123456789012:function:movies-*".
  EOT
  type = object({
    codebuild_project_arns = optional(list(string), [])
    lambda_function_arns   = optional(list(string), [])
    account_ids            = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for arn in var.pull.codebuild_project_arns : can(regex("^arn:[^:*]+:codebuild:[^:*]+:[0-9]{12}:project/[A-Za-z0-9_*-]{1,255}$", arn))
    ])
    error_message = "pull.codebuild_project_arns must be ARNs of projects: write arn:aws:codebuild:eu-central-1:123456789012:project/site."
  }

  validation {
    condition = alltrue([
      for arn in var.pull.lambda_function_arns : can(regex("^arn:[^:*]+:lambda:[^:*]+:[0-9]{12}:function:[A-Za-z0-9_*-]{1,64}$", arn))
    ])
    error_message = <<-EOT
      pull.lambda_function_arns must be ARNs of functions without a version or alias: write
      arn:aws:lambda:eu-central-1:123456789012:function:movies-*.
    EOT
  }

  validation {
    condition     = alltrue([for id in var.pull.account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "pull.account_ids must be account IDs of 12 digits in quotes: write \"123456789012\"."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the images. It can't be changed later without a new repository. Default: ECR's own encryption."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/[^/]{1,64}$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key: write aws_kms_key.….arn, or omit it."
  }
}

variable "force_delete" {
  description = "true: destroying the repository also deletes its images. Default false: a repository that has images isn't destroyed."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of the repository. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
