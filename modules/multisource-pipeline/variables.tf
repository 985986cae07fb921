variable "name" {
  description = <<-EOT
    Name of the pipeline and its roles (<name>, <name>-events); the build project, its role and its log group are <name>-build. 1
    to 50 of A-Z a-z 0-9 - _. Role names are unique in an account: include the region in the name of a pipeline that is deployed
    to several.
  EOT
  type        = string
}

variable "repository" {
  description = <<-EOT
    The git source. Its artifact is "repository", the primary source of the build.
    - connection_arn: ARN of the CodeConnections connection.
    - name: "owner/name".
    - branch: default "main".
    - push: filters, as in module codepipeline; with them, a push that matches one starts the pipeline, otherwise every push to
      branch.
  EOT
  type = object({
    connection_arn = string
    name           = string
    branch         = optional(string, "main")
    push = optional(list(object({
      branches   = optional(object({ includes = optional(list(string), []), excludes = optional(list(string), []) }), {})
      file_paths = optional(object({ includes = optional(list(string), []), excludes = optional(list(string), []) }), {})
      tags       = optional(object({ includes = optional(list(string), []), excludes = optional(list(string), []) }), {})
    })), [])
  })
}

variable "objects" {
  description = <<-EOT
    The S3 sources, 1 to 4, by the name of their artifact (letters, digits and _; not "repository" or "site"). A new version of an
    object starts the pipeline; the build finds its content in $CODEBUILD_SRC_DIR_<name>.
    - bucket_arn: ARN of a versioned bucket that sends its events to EventBridge.
    - key: key of a zip, which CodeBuild unpacks.
    - kms_key_arn: ARN of the KMS key that encrypts the object. Default: none that the role needs a permission for.
  EOT
  type = map(object({
    bucket_arn  = string
    key         = string
    kms_key_arn = optional(string)
  }))

  validation {
    condition     = length(var.objects) > 0
    error_message = "objects needs at least one; for a pipeline with only a git source use module codepipeline."
  }

  validation {
    condition     = length(var.objects) <= 4
    error_message = "objects must hold at most 4: with the repository that makes 5 input artifacts (CodePipeline's limit)."
  }

  validation {
    condition     = !contains(keys(var.objects), "repository") && !contains(keys(var.objects), "site")
    error_message = "objects: \"repository\" and \"site\" are the artifacts of the git source and the build; use other names."
  }
}

variable "approval" {
  description = <<-EOT
    Present: a manual approval between build and deployment. Default: none.
    - topic_arn: SNS topic that receives the request.
    - message: shown with it.
  EOT
  type = object({
    topic_arn = optional(string)
    message   = optional(string)
  })
  default = null
}

variable "site" {
  description = <<-EOT
    The deployment target; the build's output is extracted into the bucket.
    - bucket_arn: ARN of the site's bucket (module static-website).
    - distribution_id: ID of its CloudFront distribution, passed to invalidate_cache.
    - url: passed to notify as the link of the success message. Default: none.
    - kms_key_arn: ARN of the KMS key that encrypts the bucket. Default: none that the role needs a permission for.
  EOT
  type = object({
    bucket_arn      = string
    distribution_id = string
    url             = optional(string)
    kms_key_arn     = optional(string)
  })

  validation {
    condition = can(regex("^[A-Z0-9]+$", var.site.distribution_id)) && (
      var.site.url == null ? true : can(regex("^https?://[^[:space:]\"]+$", var.site.url))
    )
    error_message = "site: distribution_id must be the ID of a distribution (E…), and url begin with https://: omit url without one."
  }

  validation {
    condition     = can(regex("^arn:[^:]+:s3:::[^/]+$", var.site.bucket_arn))
    error_message = "site.bucket_arn must be the ARN of a bucket: write module.site.bucket_arn."
  }
}

variable "functions" {
  description = <<-EOT
    The functions of the last stage, instances of module lambda: { invalidate_cache = module.invalidate_cache, notify = module.notify }.
    - invalidate_cache: receives {"distribution_id": …, "bucket": …} and succeeds once the changed paths are invalidated.
    - notify: runs after that, so that no message announces a page that a cache still hides. Receives
      {"event": "succeeded", "pipeline": …, "execution_id": …, "link": …}.
    Their roles need codepipeline:PutJobSuccessResult and codepipeline:PutJobFailureResult.
  EOT
  type = object({
    invalidate_cache = object({ function = object({ alias_arn = string }) })
    notify           = object({ function = object({ alias_arn = string }) })
  })

  validation {
    condition = alltrue([
      for function in values(var.functions) : can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[\\w-]+:[\\w-]+$", function.function.alias_arn))
    ])
    error_message = "functions must be instances of module lambda: write { invalidate_cache = module.invalidate_cache, notify = module.notify }."
  }
}

variable "execution_mode" {
  description = <<-EOT
    "SUPERSEDED" (default), "QUEUED" or "PARALLEL", as in module codepipeline. With PARALLEL, an older build may be deployed last.
  EOT
  type        = string
  default     = "SUPERSEDED"
  nullable    = false
}

variable "artifacts" {
  description = <<-EOT
    The artifact bucket, as in module codepipeline.
    - bucket_prefix: the bucket's name up to the 26 characters that Terraform appends.
    - retention_days: default 30.
    - kms_key_arn: ARN of the KMS key that encrypts the artifacts. Default: S3's own keys.
  EOT
  type = object({
    bucket_prefix  = optional(string)
    retention_days = optional(number)
    kms_key_arn    = optional(string)
  })
  default  = {}
  nullable = false
}

variable "log" {
  description = "The build's log group, as in module codebuild: retention_days (default 30), kms_key_arn."
  type = object({
    retention_days = optional(number)
    kms_key_arn    = optional(string)
  })
  default  = {}
  nullable = false
}

variable "role" {
  description = <<-EOT
    The roles of the pipeline, its event rules and its build.
    - permissions_boundary: ARN of the policy that sets the permissions boundary of the roles. Default: none.
    - path: path of the roles, which begins and ends with /. An apply role of iac/bootstrap may create roles only in the path of its
      environment, /slipway/dev/. Default "/".
  EOT
  type = object({
    permissions_boundary = optional(string)
    path                 = optional(string)
  })
  default  = {}
  nullable = false
}

variable "alarms" {
  description = <<-EOT
    The alarm <name>-failed: an execution failed.
    - enabled: whether the alarms exist. Default true.
    - actions: ARNs, usually of SNS topics, that are notified when an alarm goes off, and when it is OK again. Not a topic encrypted with
      alias/aws/sns: CloudWatch can't use that key. Default: none.
  EOT
  type = object({
    enabled = optional(bool, true)
    actions = optional(list(string), [])
  })
  default  = {}
  nullable = false
}

variable "tags" {
  description = "Tags of every resource. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
