variable "dynamodb" {
  description = <<-EOT
    Present: the events are the records of a DynamoDB stream. Give sqs or dynamodb.
    - stream_arn.
    - on_failure_arn: SQS queue or SNS topic that is told of a batch given up (where it is in the stream, not the records).
      Required: without it a record that can't be processed blocks its shard for 24 hours or is lost.
    - batch_size: records a batch, 1 to 10000. Default 100.
    - batching_window_seconds: wait for a batch to fill, 0 (default) to 300.
    - starting_position: TRIM_HORIZON (default), or LATEST, which loses what is written until the mapping works.
    - parallelization_factor: batches of one shard at the same time, 1 (default) to 10; order is kept for each key.
    - bisect_on_error: retry the halves of a failed batch. Default true.
    - maximum_retry_attempts: 0 to 10000; -1 is for ever. Default 5.
    - maximum_record_age_seconds: 60 to 604800; -1 (default) is as long as the stream keeps it, 24 hours.
  EOT
  type = object({
    stream_arn                 = string
    on_failure_arn             = string
    batch_size                 = optional(number, 100)
    batching_window_seconds    = optional(number, 0)
    starting_position          = optional(string, "TRIM_HORIZON")
    parallelization_factor     = optional(number, 1)
    bisect_on_error            = optional(bool, true)
    maximum_retry_attempts     = optional(number, 5)
    maximum_record_age_seconds = optional(number, -1)
  })
  default = null

  validation {
    condition     = var.dynamodb == null ? true : can(regex("^arn:[^:]+:dynamodb:.*/stream/", var.dynamodb.stream_arn))
    error_message = "dynamodb.stream_arn must be the table's stream_arn, not its arn."
  }

  validation {
    condition     = var.dynamodb == null ? true : can(regex("^arn:[^:]+:(sqs|sns):", var.dynamodb.on_failure_arn))
    error_message = "dynamodb.on_failure_arn must be the ARN of an SQS queue or an SNS topic."
  }

  validation {
    condition     = var.dynamodb == null ? true : var.dynamodb.batch_size >= 1 && var.dynamodb.batch_size <= 10000
    error_message = "dynamodb.batch_size must be from 1 to 10000."
  }

  validation {
    condition     = var.dynamodb == null ? true : var.dynamodb.batching_window_seconds >= 0 && var.dynamodb.batching_window_seconds <= 300
    error_message = "dynamodb.batching_window_seconds must be from 0 to 300."
  }

  validation {
    condition     = var.dynamodb == null ? true : contains(["TRIM_HORIZON", "LATEST"], var.dynamodb.starting_position)
    error_message = "dynamodb.starting_position must be TRIM_HORIZON or LATEST."
  }

  validation {
    condition     = var.dynamodb == null ? true : var.dynamodb.parallelization_factor >= 1 && var.dynamodb.parallelization_factor <= 10
    error_message = "dynamodb.parallelization_factor must be from 1 to 10."
  }

  validation {
    condition     = var.dynamodb == null ? true : var.dynamodb.maximum_retry_attempts >= -1 && var.dynamodb.maximum_retry_attempts <= 10000
    error_message = "dynamodb.maximum_retry_attempts must be from 0 to 10000, or -1 for ever."
  }

  validation {
    condition = var.dynamodb == null ? true : var.dynamodb.maximum_record_age_seconds == -1 || (
      var.dynamodb.maximum_record_age_seconds >= 60 && var.dynamodb.maximum_record_age_seconds <= 604800
    )
    error_message = "dynamodb.maximum_record_age_seconds must be from 60 to 604800, or -1 for as long as the stream keeps a record."
  }
}
