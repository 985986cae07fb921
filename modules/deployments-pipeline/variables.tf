variable "name" {
  description = <<-EOT
    Name of the pipeline and its roles (<name>, <name>-events); the build projects, their roles and log groups are <name>-plan and
    <name>-apply. 1 to 50 of A-Z a-z 0-9 - _.
  EOT
  type        = string
}

variable "repository" {
  description = <<-EOT
    The git source: each push to the branch starts the pipeline.
    - connection_arn: ARN of the CodeConnections connection, which replaces a deploy key.
    - name: "owner/name".
    - branch: default "main".
  EOT
  type = object({
    connection_arn = string
    name           = string
    branch         = optional(string, "main")
  })
}

variable "command" {
  description = "\"terraform\" (default) or \"terragrunt\", which the image must have."
  type        = string
  default     = "terraform"
  nullable    = false

  validation {
    condition     = contains(["terraform", "terragrunt"], var.command)
    error_message = "command must be \"terraform\" or \"terragrunt\"."
  }
}

variable "folder" {
  description = "Folder of the configuration, or of the Terragrunt unit, in the repository. Default \".\"."
  type        = string
  default     = "."
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.][A-Za-z0-9_./-]{0,127}$", var.folder)) && !contains(split("/", var.folder), "..") && !startswith(var.folder, "/")
    error_message = "folder must be a path in the repository without .., up to 128 of A-Z a-z 0-9 _ . / -: write \"live/prod/network\"."
  }
}

variable "environment" {
  description = <<-EOT
    Environment variables of both builds, as in module codebuild: TF_VAR_stage = { value = "prod" }. Default: none. COMMAND, FOLDER,
    TF_IN_AUTOMATION and TG_NON_INTERACTIVE are the module's.
  EOT
  type = map(object({
    value       = optional(string)
    parameter   = optional(object({ name = string, arn = string }))
    secret      = optional(object({ arn = string, json_key = optional(string) }))
    kms_key_arn = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(setintersection(keys(var.environment), ["COMMAND", "FOLDER", "PLAN_SHA256", "TF_IN_AUTOMATION", "TG_NON_INTERACTIVE"])) == 0
    error_message = "environment: COMMAND, FOLDER, PLAN_SHA256, TF_IN_AUTOMATION and TG_NON_INTERACTIVE are set by the module; use other names."
  }
}

variable "compute" {
  description = <<-EOT
    The build environment, as in module codebuild.
    - image: container image with the command, such as image of module image-builder.
    - architecture, type.
  EOT
  type = object({
    image        = string
    architecture = optional(string)
    type         = optional(string)
  })
}

variable "approval" {
  description = <<-EOT
    The manual approval between plan and apply.
    - topic_arn: SNS topic that receives the request. Default: none.
    - message: shown with it. Default: none.
  EOT
  type = object({
    topic_arn = optional(string)
    message   = optional(string)
  })
  default  = {}
  nullable = false
}

variable "notify" {
  description = <<-EOT
    The function that reports a success, an instance of module lambda: notify = module.slack_notification. It receives
    {"event": "succeeded", "pipeline": …, "execution_id": …}. Default: none.
  EOT
  type        = object({ function = object({ alias_arn = string }) })
  default     = null

  validation {
    condition     = var.notify == null ? true : can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[\\w-]+:[\\w-]+$", var.notify.function.alias_arn))
    error_message = "notify must be an instance of module lambda: write notify = module.slack_notification, or omit it."
  }
}

variable "build_minutes" {
  description = "Maximum duration of a plan and of an apply, 5 to 2160 minutes. Default 60."
  type        = number
  default     = 60
  nullable    = false
}

variable "artifacts" {
  description = <<-EOT
    The artifact bucket, as in module codepipeline: bucket_prefix, retention_days (default 30), and kms_key_arn. The plans in it contain
    values of the state.
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
  description = "The log groups of the builds, as in module codebuild: retention_days (default 30), kms_key_arn."
  type = object({
    retention_days = optional(number)
    kms_key_arn    = optional(string)
  })
  default  = {}
  nullable = false
}

variable "role" {
  description = <<-EOT
    The pipeline's own role, as in module codepipeline; plan_role and apply_role are those of the builds.
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
}
