variable "artifacts" {
  description = <<-EOT
    The bucket that holds the artifacts: versioned, encrypted, TLS only, never public. Destroying the module deletes its objects too.
    - bucket_prefix: the bucket's name up to the 26 characters that Terraform appends, at most 37 characters. Default: the
      pipeline's name in lower case, shortened.
    - retention_days: days until an artifact and its old versions are deleted, 1 or more. Default 30. An older execution can't be
      retried.
    - kms_key_arn: ARN of the KMS key that encrypts the artifacts. Default: S3's own keys.
  EOT
  type = object({
    bucket_prefix  = optional(string)
    retention_days = optional(number, 30)
    kms_key_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.artifacts.bucket_prefix == null || can(regex("^[a-z0-9][a-z0-9-]{0,36}$", var.artifacts.bucket_prefix))
    error_message = "artifacts.bucket_prefix must be 1 to 37 of a-z 0-9 -, for example \"dev-frontend-artifacts-\"."
  }

  validation {
    condition     = var.artifacts.retention_days >= 1 && floor(var.artifacts.retention_days) == var.artifacts.retention_days
    error_message = "artifacts.retention_days must be a whole number of days, 1 or more."
  }

  validation {
    condition     = var.artifacts.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.artifacts.kms_key_arn))
    error_message = "artifacts.kms_key_arn must be the ARN of a key: write aws_kms_key.….arn, or omit it."
  }
}
