variable "name_prefix" {
  description = <<-EOT
    Name of the bucket up to the 26 characters that Terraform appends, as bucket names are globally unique: 1 to 37 of a-z 0-9 -
    (S3's limit is 63 in all).
  EOT
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,36}$", var.name_prefix))
    error_message = "name_prefix must be 1 to 37 of a-z 0-9 -, for example \"dev-movies-\"."
  }
}

variable "expiration" {
  description = <<-EOT
    When objects are deleted, in whole days.
    - days: days until a current object version expires. Default: never.
    - noncurrent_days: days until a version that was replaced or deleted is removed permanently. Default 30.
    An incomplete multipart upload is removed after one day.
  EOT
  type = object({
    days            = optional(number)
    noncurrent_days = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for days in values(var.expiration) : days == null ? true : days >= 1 && floor(days) == days])
    error_message = "expiration: days and noncurrent_days must be whole numbers, 1 or more; omit days for objects that never expire."
  }
}

variable "policy" {
  description = <<-EOT
    Policy document as JSON whose statements are added to the bucket's own (TlsOnly); they may use the output arn. Default: none,
    so that IAM alone decides.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.policy == null ? true : can(jsondecode(var.policy).Statement)
    error_message = "policy must be a policy document as JSON: write jsonencode({ Version = \"2012-10-17\", Statement = [...] })."
  }
}

variable "eventbridge" {
  description = "true: the bucket sends its events to EventBridge (\"Object Created\", …). Default false."
  type        = bool
  default     = false
  nullable    = false
}

variable "functions" {
  description = <<-EOT
    Functions that objects invoke through EventBridge (eventbridge = true), by a short name: { index = { function = module.index, prefix = "reports/" } }.
    - function: an instance of module lambda. It gets the event asynchronously: module lambda's async has its retries and dead letters.
    - prefix, suffix: prefix and suffix of the objects' keys. Default: every object.
    - events: EventBridge's names of them. Default ["Object Created"].
    Default: none.
  EOT
  type = map(object({
    function = object({
      function = object({
        name       = string
        alias_name = string
        alias_arn  = string
      })
    })
    prefix = optional(string, "")
    suffix = optional(string, "")
    events = optional(set(string), ["Object Created"])
  }))
  default  = {}
  nullable = false

  # Not set by the module: the bucket, and with it the functions' roles, would depend on the functions.
  validation {
    condition     = length(var.functions) == 0 || var.eventbridge
    error_message = "functions need eventbridge = true."
  }

  validation {
    condition = alltrue([for name in keys(var.functions) : (
      can(regex("^[A-Za-z0-9_-]+$", name)) && length("${trimsuffix(var.name_prefix, "-")}-${name}") <= 64
    )])
    error_message = "functions: a key has only A-Z a-z 0-9 - _, and <name_prefix><key> at most 64 characters (EventBridge's limit for a rule)."
  }

  validation {
    condition = alltrue([for each in var.functions : (
      can(regex("^[A-Za-z0-9_-]{1,64}$", each.function.function.name)) && can(regex("^[A-Za-z0-9_-]{1,128}$", each.function.function.alias_name)) &&
      can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}:[A-Za-z0-9_-]{1,128}$", each.function.function.alias_arn))
    )])
    error_message = "functions: function needs a name, an alias and its ARN: write function = module.index."
  }

  validation {
    condition = alltrue(flatten([for each in var.functions : [
      for text in [each.prefix, each.suffix] : length(text) <= 1024 && length(regexall("[*\\\\]", text)) == 0
    ]]))
    error_message = "functions: prefix and suffix have at most 1024 characters, without * and backslashes: \"reports/\", \".csv\"."
  }

  validation {
    condition = alltrue([for each in var.functions : length(each.events) > 0 && alltrue([for event in each.events : contains([
      "Object Created", "Object Deleted", "Object Restore Completed", "Object Tags Added", "Object Tags Deleted",
    ], event)])])
    error_message = "functions: events must be of Object Created, Object Deleted, Object Restore Completed, Object Tags Added and Object Tags Deleted."
  }
}

variable "kms_key_arn" {
  description = <<-EOT
    ARN of the KMS key that encrypts the objects. Its policy must allow their readers and writers to use it. Default: S3's own
    keys.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key (aws_kms_key.….arn): an alias is resolved in the account of the caller."
  }
}

variable "force_destroy" {
  description = "true: destroying the bucket also deletes its objects. Default false: a bucket that has objects isn't destroyed."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of the bucket. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
