variable "async" {
  description = <<-EOT
    Present: how every alias handles asynchronous invocations (from S3, SNS, EventBridge …; not from SQS or streams). Default: Lambda's
    own settings, 6 hours and 2 retries, after which the event is lost.
    - maximum_event_age_seconds: 60 to 21600 (default).
    - maximum_retry_attempts: 0 to 2 (default).
    - dead_letter_arn: SQS queue or SNS topic that receives the event itself when every attempt has failed.
    - on_failure_arn, on_success_arn: SQS queue, SNS topic, function or event bus that receives the event with its result.
    The role may send to each of them. For one that is encrypted with your own KMS key, allow kms:GenerateDataKey and kms:Decrypt on
    the key in role.statements.
  EOT
  type = object({
    maximum_event_age_seconds = optional(number, 21600)
    maximum_retry_attempts    = optional(number, 2)
    dead_letter_arn           = optional(string)
    on_failure_arn            = optional(string)
    on_success_arn            = optional(string)
  })
  default = null

  validation {
    condition = var.async == null ? true : (
      floor(var.async.maximum_event_age_seconds) == var.async.maximum_event_age_seconds &&
      var.async.maximum_event_age_seconds >= 60 && var.async.maximum_event_age_seconds <= 21600
    )
    error_message = "async.maximum_event_age_seconds must be a whole number from 60 to 21600 (6 hours)."
  }

  validation {
    condition     = var.async == null ? true : contains([0, 1, 2], var.async.maximum_retry_attempts)
    error_message = "async.maximum_retry_attempts must be 0, 1 or 2."
  }

  validation {
    condition     = try(var.async.dead_letter_arn, null) == null ? true : can(regex("^arn:[^:]+:(sqs|sns):", var.async.dead_letter_arn))
    error_message = "async.dead_letter_arn must be the ARN of an SQS queue or an SNS topic; for a function or an event bus use async.on_failure_arn."
  }

  validation {
    condition = alltrue([
      for arn in [try(var.async.on_failure_arn, null), try(var.async.on_success_arn, null)] :
      arn == null ? true : can(regex("^arn:[^:]+:(sqs|sns|lambda|events):", arn))
    ])
    error_message = "async.on_failure_arn and async.on_success_arn must be the ARN of an SQS queue, an SNS topic, a function or an event bus."
  }
}
