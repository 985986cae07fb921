variable "name" {
  description = <<-EOT
    Name of the project, its role and its log group (/aws/codebuild/<name>): 2 to 64 of A-Z a-z 0-9 - _ (64 is IAM's limit). Role
    names are unique in an account: include the region in the name of a project that is deployed to several.
  EOT
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$", var.name))
    error_message = "name must be 2 to 64 of A-Z a-z 0-9 - _, beginning with a letter or digit, for example \"dev-frontend\"."
  }
}

variable "description" {
  description = "Description of the project, up to 255 characters. Default: none."
  type        = string
  default     = null

  validation {
    condition     = var.description == null ? true : length(var.description) <= 255
    error_message = "description must have at most 255 characters (CodeBuild's limit)."
  }
}

variable "artifacts" {
  description = <<-EOT
    Present: the project is built by a pipeline action, which provides its input artifacts and stores its output artifacts.
    - bucket_arn: ARN of the pipeline's artifact bucket (module codepipeline: artifact_bucket_arn).
    - kms_key_arn: ARN of the KMS key that encrypts the artifacts. Default: the bucket's own encryption.
    - writes: false for actions without output artifacts: the role may only read. Default true.
    Default: no source and no artifacts; buildspec must then be the text itself.
  EOT
  type = object({
    bucket_arn  = string
    kms_key_arn = optional(string)
    writes      = optional(bool, true)
  })
  default = null

  validation {
    condition = var.artifacts == null ? true : can(regex("^arn:[^:]+:s3:::[^/]+$", var.artifacts.bucket_arn)) && (
      var.artifacts.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.artifacts.kms_key_arn))
    )
    error_message = "artifacts: bucket_arn must be the ARN of a bucket (aws_s3_bucket.….arn), kms_key_arn that of a key; omit kms_key_arn without one."
  }
}

variable "buildspec" {
  description = "Path of the buildspec in the primary source (default \"buildspec.yml\"), or the buildspec itself as YAML or JSON text."
  type        = string
  default     = "buildspec.yml"
  nullable    = false

  validation {
    condition     = var.artifacts != null || strcontains(var.buildspec, "phases")
    error_message = "buildspec must be the text itself without artifacts, as there is no source that contains the file: file(\"…/buildspec.yml\")."
  }

  validation {
    condition     = trimspace(var.buildspec) != ""
    error_message = "buildspec must be a path or the text itself: write \"buildspec.yml\", or omit it."
  }
}

variable "compute" {
  description = <<-EOT
    The build environment.
    - architecture: "arm64" (default) or "x86_64".
    - type: BUILD_GENERAL1_SMALL (default: 2 vCPU, 4 GB on arm64), _MEDIUM, _LARGE, _XLARGE or _2XLARGE.
    - image: container image. Default: AWS's newest Amazon Linux 2023 image for the architecture. The role may pull an image of a
      private ECR repository, <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>.
    - privileged: true to run Docker in a build. Default false.
  EOT
  type = object({
    architecture = optional(string, "arm64")
    type         = optional(string, "BUILD_GENERAL1_SMALL")
    image        = optional(string)
    privileged   = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.compute.architecture)
    error_message = "compute.architecture must be \"arm64\" or \"x86_64\"."
  }

  validation {
    condition     = can(regex("^BUILD_GENERAL1_(SMALL|MEDIUM|LARGE|XLARGE|2XLARGE)$", var.compute.type))
    error_message = "compute.type must be BUILD_GENERAL1_SMALL, _MEDIUM, _LARGE, _XLARGE or _2XLARGE."
  }

  validation {
    condition     = var.compute.image == null ? true : can(regex("^[^[:space:]]+$", var.compute.image))
    error_message = "compute.image must be the name of a container image: write \"public.ecr.aws/docker/library/python:3.13\", or omit it."
  }
}

variable "timeouts" {
  description = <<-EOT
    - build_minutes: maximum duration of a build, 5 to 2160 (36 hours). Default 30.
    - queued_minutes: maximum time in the queue, 5 to 480 (default).
  EOT
  type = object({
    build_minutes  = optional(number, 30)
    queued_minutes = optional(number, 480)
  })
  default  = {}
  nullable = false

  validation {
    condition = (
      floor(var.timeouts.build_minutes) == var.timeouts.build_minutes &&
      var.timeouts.build_minutes >= 5 && var.timeouts.build_minutes <= 2160
    )
    error_message = "timeouts.build_minutes must be a whole number from 5 to 2160."
  }

  validation {
    condition = (
      floor(var.timeouts.queued_minutes) == var.timeouts.queued_minutes &&
      var.timeouts.queued_minutes >= 5 && var.timeouts.queued_minutes <= 480
    )
    error_message = "timeouts.queued_minutes must be a whole number from 5 to 480."
  }
}

variable "cache" {
  description = <<-EOT
    Present: the paths under cache in the buildspec are kept between builds. Default: no cache.
    - bucket_arn, prefix: bucket and prefix of the cache, for every build. Without a bucket: on the host, for builds that happen to run on it
      again.
    - docker_layers: true also keeps Docker's layers on the host; requires compute.privileged. Default false.
  EOT
  type = object({
    bucket_arn    = optional(string)
    prefix        = optional(string, "cache")
    docker_layers = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.cache == null ? true : !var.cache.docker_layers || (var.cache.bucket_arn == null && var.compute.privileged)
    error_message = "cache.docker_layers requires compute.privileged, and no cache.bucket_arn: Docker's layers are kept on the host only."
  }

  validation {
    condition     = try(var.cache.bucket_arn, null) == null ? true : can(regex("^arn:[^:]+:s3:::[^/]+$", var.cache.bucket_arn))
    error_message = "cache.bucket_arn must be the ARN of a bucket (aws_s3_bucket.….arn); omit it for a cache on the host."
  }

  validation {
    condition     = var.cache == null ? true : can(regex("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$", var.cache.prefix))
    error_message = "cache.prefix must be a prefix of keys without slashes around it: write \"cache\", or omit it."
  }
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
