variable "name_prefix" {
  description = "Name of the bucket up to the 26 characters that Terraform appends, as names of buckets are unique in the world: 1 to 37 of a-z 0-9 - (S3's limit is 63)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,36}$", var.name_prefix))
    error_message = "name_prefix must be 1 to 37 of a-z 0-9 -, for example \"dev-movies-\"."
  }
}

variable "expiration" {
  description = <<-EOT
    When objects are deleted for good, in whole days.
    - days: until an object becomes an old version of itself. Default: never.
    - noncurrent_days: until a version that was replaced or deleted goes. Default 30, to go back to.
    An upload in parts that nobody completes goes after a day.
  EOT
  type = object({
    days            = optional(number)
    noncurrent_days = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for days in values(var.expiration) : days == null ? true : days >= 1 && floor(days) == days])
    error_message = "expiration: days and noncurrent_days must be whole numbers, 1 or more; for objects that stay leave days out."
  }
}

variable "policy" {
  description = "Policy document as JSON whose statements join the bucket's own (TlsOnly); they may name the output arn. Default: nothing more, so IAM alone decides."
  type        = string
  default     = null

  validation {
    condition     = var.policy == null ? true : can(jsondecode(var.policy).Statement)
    error_message = "policy must be a policy document as JSON, with a Statement: write jsonencode({ Version = \"2012-10-17\", Statement = [...] })."
  }
}

variable "eventbridge" {
  description = "true: what happens to objects is sent to EventBridge (\"Object Created\", …). Default false."
  type        = bool
  default     = false
  nullable    = false
}

variable "kms_key_arn" {
  description = "KMS key that encrypts the objects; its policy must admit whoever reads or writes them. Default: S3's own keys, at no cost."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:.+:key/", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key, as aws_kms_key.….arn has it: an alias is looked up in the account of whoever asks."
  }
}

variable "force_destroy" {
  description = "true: destroying the bucket deletes what is in it too. Default false: a bucket with objects is refused."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of the bucket. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
