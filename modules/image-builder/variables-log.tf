variable "log" {
  description = <<-EOT
    The log group of the builds, /aws/codebuild/<name>.
    - retention_days: one of CloudWatch's values, or 0: never expires. Default 30.
    - kms_key_arn: ARN of a KMS key that CloudWatch Logs may use. Default: a key that AWS owns.
  EOT
  type = object({
    retention_days = optional(number, 30)
    kms_key_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition = contains(
      [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log.retention_days
    )
    error_message = <<-EOT
      log.retention_days must be 0 (never expires) or a value of CloudWatch Logs: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400,
      545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653.
    EOT
  }

  validation {
    condition     = var.log.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.log.kms_key_arn))
    error_message = "log.kms_key_arn must be the ARN of a key: write aws_kms_key.….arn, or omit it."
  }
}
