variable "sqs" {
  description = <<-EOT
    Present: the events are the messages of an SQS queue. Set one of sqs, dynamodb and kinesis.
    - queue_arn: ARN of the queue.
    - batch_size: maximum number of messages in a batch, 1 to 10000, for a FIFO queue 1 to 10; more than 10 requires
      batching_window_seconds of at least 1. Default 10.
    - batching_window_seconds: how long to wait for a batch to fill, 0 (default) to 300; not for FIFO queues.
    - maximum_concurrency: maximum number of concurrent invocations, 2 to 1000. Default: the function's own limit.
    - kms_key_arn: ARN of the KMS key that encrypts the queue. Default: none that the role needs a permission for.
  EOT
  type = object({
    queue_arn               = string
    batch_size              = optional(number, 10)
    batching_window_seconds = optional(number, 0)
    maximum_concurrency     = optional(number)
    kms_key_arn             = optional(string)
  })
  default = null

  validation {
    condition     = length([for is_absent in [var.sqs == null, var.dynamodb == null, var.kinesis == null] : is_absent if !is_absent]) == 1
    error_message = "Set exactly one source: sqs = { queue_arn = … }, dynamodb or kinesis = { stream_arn = …, on_failure_arn = … }."
  }

  validation {
    condition     = var.sqs == null ? true : can(regex("^arn:[^:]+:sqs:", var.sqs.queue_arn))
    error_message = "sqs.queue_arn must be the ARN of an SQS queue, not its URL."
  }

  validation {
    condition = var.sqs == null ? true : (
      var.sqs.batch_size >= 1 && var.sqs.batch_size <= (endswith(var.sqs.queue_arn, ".fifo") ? 10 : 10000)
    )
    error_message = "sqs.batch_size must be from 1 to 10000, for a FIFO queue from 1 to 10."
  }

  validation {
    condition = var.sqs == null ? true : (
      var.sqs.batching_window_seconds >= 0 && var.sqs.batching_window_seconds <= (endswith(var.sqs.queue_arn, ".fifo") ? 0 : 300)
    )
    error_message = "sqs.batching_window_seconds must be from 0 to 300, for a FIFO queue 0."
  }

  validation {
    condition = var.sqs == null ? true : alltrue([
      for number in [var.sqs.batch_size, var.sqs.batching_window_seconds, var.sqs.maximum_concurrency] :
      number == null ? true : floor(number) == number
    ])
    error_message = "sqs: batch_size, batching_window_seconds and maximum_concurrency must be whole numbers."
  }

  validation {
    condition     = var.sqs == null ? true : var.sqs.batch_size <= 10 || var.sqs.batching_window_seconds >= 1
    error_message = "sqs.batch_size above 10 requires sqs.batching_window_seconds of at least 1."
  }

  validation {
    condition = try(var.sqs.maximum_concurrency, null) == null ? true : (
      var.sqs.maximum_concurrency >= 2 && var.sqs.maximum_concurrency <= 1000
    )
    error_message = "sqs.maximum_concurrency must be from 2 to 1000; for one at a time set the function's reserved_concurrency to 1."
  }

  validation {
    condition     = try(var.sqs.kms_key_arn, null) == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", try(var.sqs.kms_key_arn, null)))
    error_message = "sqs.kms_key_arn must be the ARN of a key: write aws_kms_key.….arn, or omit it."
  }
}
