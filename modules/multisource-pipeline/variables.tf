variable "name" {
  description = "Name of the pipeline and of its roles (<name>, <name>-events); the build project, its role and its log group are <name>-build. 1 to 50 of A-Z a-z 0-9 - _. Roles are unique in an account: put the region into the name of a pipeline that is deployed to several."
  type        = string
}

variable "repository" {
  description = <<-EOT
    The git source: artifact "repository", the build's primary source.
    - connection_arn: CodeConnections connection; name: "owner/name"; branch: default "main".
    - push: filters, as module codepipeline has them; with them whatever fits starts the pipeline, else every push to branch.
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
    The S3 sources, at least one, by the name of their artifact (letters, digits and _; not "repository" or "site"): a new version of the object
    starts the pipeline, and the build finds it in $CODEBUILD_SRC_DIR_<name>.
    - bucket_arn: of a versioned bucket that sends its events to EventBridge. key: of a zip, which CodeBuild unpacks.
    - kms_key_arn: key that encrypts the object. Default: none that needs a permission.
  EOT
  type = map(object({
    bucket_arn  = string
    key         = string
    kms_key_arn = optional(string)
  }))

  validation {
    condition     = length(var.objects) > 0
    error_message = "objects needs at least one; for a pipeline with a git source only take module codepipeline."
  }

  validation {
    condition     = length(var.objects) <= 4
    error_message = "objects: at most 4: with the repository a build takes 5 input artifacts (CodePipeline's limit)."
  }

  validation {
    condition     = !contains(keys(var.objects), "repository") && !contains(keys(var.objects), "site")
    error_message = "objects: \"repository\" and \"site\" are the names of the git source's and the build's artifacts; take others."
  }
}

variable "approval" {
  description = "Present: somebody must approve between build and deploy. topic_arn: SNS topic that is told; message: shown with it. Default: nobody is asked."
  type = object({
    topic_arn = optional(string)
    message   = optional(string)
  })
  default = null
}

variable "site" {
  description = <<-EOT
    Where the build's output goes, extracted.
    - bucket_arn: the site's bucket (module static-website).
    - distribution_id: the CloudFront distribution before it, named to invalidate_cache.
    - url: handed to notify as the link of the success message. Default: none.
    - kms_key_arn: key that encrypts the bucket. Default: none that needs a permission.
  EOT
  type = object({
    bucket_arn      = string
    distribution_id = string
    url             = optional(string)
    kms_key_arn     = optional(string)
  })
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
}

variable "execution_mode" {
  description = "\"SUPERSEDED\" (default), \"QUEUED\" or \"PARALLEL\", as module codepipeline has it. PARALLEL deploys in any order: the older build may win."
  type        = string
  default     = "SUPERSEDED"
  nullable    = false
}

variable "artifacts" {
  description = "The artifact bucket, as module codepipeline has it: bucket_prefix, retention_days (default 30), kms_key_arn (key that encrypts the artifacts). Default: S3's own keys."
  type = object({
    bucket_prefix  = optional(string)
    retention_days = optional(number)
    kms_key_arn    = optional(string)
  })
  default  = {}
  nullable = false
}

variable "log" {
  description = "The build's log group, as module codebuild has it: retention_days (default 30), kms_key_arn."
  type = object({
    retention_days = optional(number)
    kms_key_arn    = optional(string)
  })
  default  = {}
  nullable = false
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the roles. Default: none."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of all that the module makes. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
