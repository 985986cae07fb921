variable "log" {
  description = <<-EOT
    The log group of the builds, /aws/codebuild/<name>.
    - retention_days: default 30; 0 keeps for ever; else one of CloudWatch's steps.
    - kms_key_arn: key whose policy admits CloudWatch Logs. Default: encrypted with a key that AWS owns.
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
    error_message = "log.retention_days must be 0 or a step of CloudWatch Logs: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}


# Made before the project: one that CodeBuild makes at the first build keeps its lines for ever.
resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/codebuild/${var.name}"
  retention_in_days = var.log.retention_days
  kms_key_id        = var.log.kms_key_arn
  tags              = var.tags
}
