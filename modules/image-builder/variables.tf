variable "name" {
  description = "Name of the build project, its role and its log group: 2 to 64 of A-Z a-z 0-9 - _."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$", var.name))
    error_message = "name must be 2 to 64 of A-Z a-z 0-9 - _, beginning with a letter or digit, for example \"dev-terraform-image\"."
  }
}

variable "repository" {
  description = <<-EOT
    The repository that the image is pushed to: module.ecr, or
    - arn: its ARN.
    - url: its URL without a tag, <account>.dkr.ecr.<region>.amazonaws.com/<name>.
  EOT
  type = object({
    arn = string
    url = string
  })

  validation {
    condition     = can(regex("^arn:[^:]+:ecr:[^:]+:[0-9]{12}:repository/[a-z0-9/._-]{2,256}$", var.repository.arn))
    error_message = "repository.arn must be the ARN of a repository: write repository = module.ecr."
  }

  validation {
    condition     = can(regex("^[0-9]{12}[.]dkr[.]ecr[.][a-z0-9-]+[.]amazonaws[.]com([.]cn)?/[a-z0-9/._-]{2,256}$", var.repository.url))
    error_message = "repository.url must be the URL of a repository of ECR without a tag: write repository = module.ecr."
  }
}

variable "dockerfile" {
  description = <<-EOT
    Text of the Dockerfile, up to 32 KB. It is built without a context: it can't COPY files, but can download them. Pin the version of
    each tool in it: the image is built again when the text changes, and only then.
  EOT
  type        = string

  validation {
    condition     = can(regex("(?mi)^FROM[[:space:]]+[^[:space:]]", var.dockerfile)) && length(base64encode(var.dockerfile)) <= 43692
    error_message = "dockerfile must be the text of a Dockerfile with a FROM, at most 32 KB: write file(\"Dockerfile\")."
  }

  validation {
    condition     = !can(regex("(?mi)^COPY[[:space:]]+[^-<[:space:]]", var.dockerfile))
    error_message = "dockerfile can't COPY files, since it is built without a context: use COPY --from or a here-document, or download them."
  }
}

variable "architecture" {
  description = "Architecture of the image and of the build: \"arm64\" (default) or \"x86_64\"."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be \"arm64\" or \"x86_64\"."
  }
}

variable "build_minutes" {
  description = "Maximum duration of a build, 5 to 2160 minutes. Default 30."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = floor(var.build_minutes) == var.build_minutes && var.build_minutes >= 5 && var.build_minutes <= 2160
    error_message = "build_minutes must be a whole number from 5 to 2160."
  }
}

variable "role" {
  description = <<-EOT
    The project's role, as in module codebuild.
    - permissions_boundary: ARN of the policy that sets the permissions boundary of the role. Default: none.
    - path: path of the role, which begins and ends with /. An apply role of iac/bootstrap may create roles only in the path of its
      environment, /slipway/dev/. Default "/".
  EOT
  type = object({
    permissions_boundary = optional(string)
    path                 = optional(string)
  })
  default  = {}
  nullable = false
}

variable "tags" {
  description = "Tags of the project, its role and its log group. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
