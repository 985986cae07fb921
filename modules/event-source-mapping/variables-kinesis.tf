variable "kinesis" {
  description = <<-EOT
    Present: the events are the records of a stream of Kinesis. Set one of sqs, dynamodb and kinesis.
    - stream_arn: ARN of the stream, or of a consumer of it, which has 2 MB/s of each shard for itself (enhanced fan-out).
    - on_failure_arn: SQS queue or SNS topic that receives a message about each batch that was given up: its position in the
      stream, not the records. Required: without it nobody notices the loss. A function that sends a record which it can't process
      to a queue itself, and reports only temporary failures, loses nothing.
    - batch_size: maximum number of records in a batch, 1 to 10000. Default 100.
    - batching_window_seconds: how long to wait for a batch to fill, 0 (default) to 300.
    - starting_position: TRIM_HORIZON (default), or LATEST, which loses what is written before the mapping is active.
    - parallelization_factor: batches of one shard that are processed concurrently, 1 (default) to 10; order is kept per partition key.
    - bisect_on_error: split a failed batch in two and retry each half. Default true.
    - maximum_retry_attempts: 0 to 10000, or -1 (default) for no limit. A limit gives records up after seconds when what the
      function calls is out of order.
    - maximum_record_age_seconds: 60 to 604800, or -1 for no limit. Default 84600, half an hour less than the 24 hours for which
      a stream keeps a record by default, so that the message in on_failure_arn comes while the record can still be read.
    - kms_key_arn, on_failure_kms_key_arn: ARNs of the KMS keys that encrypt the stream, and the target in on_failure_arn.
      Default: none that the role needs a permission for.
  EOT
  type = object({
    stream_arn                 = string
    on_failure_arn             = string
    batch_size                 = optional(number, 100)
    batching_window_seconds    = optional(number, 0)
    starting_position          = optional(string, "TRIM_HORIZON")
    parallelization_factor     = optional(number, 1)
    bisect_on_error            = optional(bool, true)
    maximum_retry_attempts     = optional(number, -1)
    maximum_record_age_seconds = optional(number, 84600)
    kms_key_arn                = optional(string)
    on_failure_kms_key_arn     = optional(string)
  })
  default = null

  validation {
    condition = var.kinesis == null ? true : can(regex(
      "^arn:[^:]+:kinesis:[^:]+:[0-9]{12}:stream/[A-Za-z0-9_.-]{1,128}(/consumer/[A-Za-z0-9_.-]{1,128}:[0-9]+)?$", var.kinesis.stream_arn
    ))
    error_message = "kinesis.stream_arn must be the ARN of a stream or of a consumer: write aws_kinesis_stream.….arn."
  }

  validation {
    condition     = var.kinesis == null ? true : can(regex("^arn:[^:]+:(sqs|sns):", var.kinesis.on_failure_arn))
    error_message = "kinesis.on_failure_arn must be the ARN of an SQS queue or an SNS topic."
  }

  validation {
    condition     = var.kinesis == null ? true : var.kinesis.batch_size >= 1 && var.kinesis.batch_size <= 10000
    error_message = "kinesis.batch_size must be from 1 to 10000."
  }

  validation {
    condition     = var.kinesis == null ? true : var.kinesis.batching_window_seconds >= 0 && var.kinesis.batching_window_seconds <= 300
    error_message = "kinesis.batching_window_seconds must be from 0 to 300."
  }

  validation {
    condition = var.kinesis == null ? true : alltrue([
      for number in [
        var.kinesis.batch_size, var.kinesis.batching_window_seconds, var.kinesis.parallelization_factor, var.kinesis.maximum_retry_attempts,
        var.kinesis.maximum_record_age_seconds,
      ] : floor(number) == number
    ])
    error_message = <<-EOT
      kinesis: batch_size, batching_window_seconds, parallelization_factor, maximum_retry_attempts and maximum_record_age_seconds must be whole
      numbers.
    EOT
  }

  validation {
    condition     = var.kinesis == null ? true : contains(["TRIM_HORIZON", "LATEST"], var.kinesis.starting_position)
    error_message = "kinesis.starting_position must be TRIM_HORIZON or LATEST."
  }

  validation {
    condition     = var.kinesis == null ? true : var.kinesis.parallelization_factor >= 1 && var.kinesis.parallelization_factor <= 10
    error_message = "kinesis.parallelization_factor must be from 1 to 10."
  }

  validation {
    condition     = var.kinesis == null ? true : var.kinesis.maximum_retry_attempts >= -1 && var.kinesis.maximum_retry_attempts <= 10000
    error_message = "kinesis.maximum_retry_attempts must be from 0 to 10000, or -1 for no limit."
  }

  validation {
    condition = var.kinesis == null ? true : var.kinesis.maximum_record_age_seconds == -1 || (
      var.kinesis.maximum_record_age_seconds >= 60 && var.kinesis.maximum_record_age_seconds <= 604800
    )
    error_message = "kinesis.maximum_record_age_seconds must be from 60 to 604800, or -1 for as long as the stream keeps a record."
  }

  validation {
    condition = alltrue([
      for arn in [try(var.kinesis.kms_key_arn, null), try(var.kinesis.on_failure_kms_key_arn, null)] :
      arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", arn))
    ])
    error_message = "kinesis.kms_key_arn and kinesis.on_failure_kms_key_arn must be ARNs of keys: write aws_kms_key.….arn, or omit them."
  }
}
