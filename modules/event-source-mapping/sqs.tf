variable "sqs" {
  description = <<-EOT
    Present: the events are the messages of an SQS queue. Give sqs or dynamodb.
    - queue_arn.
    - batch_size: messages a batch, 1 to 10000; above 10 needs a window of 1 s or more; a FIFO queue takes up to 10. Default 10.
    - batching_window_seconds: wait for a batch to fill, 0 (default) to 300; not for FIFO queues.
    - maximum_concurrency: batches at the same time, 2 to 1000. Default: up to the function's own limit.
  EOT
  type = object({
    queue_arn               = string
    batch_size              = optional(number, 10)
    batching_window_seconds = optional(number, 0)
    maximum_concurrency     = optional(number)
  })
  default = null

  validation {
    condition     = (var.sqs == null) != (var.dynamodb == null)
    error_message = "Give one source: sqs = { queue_arn = … } or dynamodb = { stream_arn = …, on_failure_arn = … }."
  }

  validation {
    condition     = var.sqs == null ? true : can(regex("^arn:[^:]+:sqs:", var.sqs.queue_arn))
    error_message = "sqs.queue_arn must be the ARN of an SQS queue, not its URL."
  }

  validation {
    condition     = var.sqs == null ? true : var.sqs.batch_size >= 1 && var.sqs.batch_size <= (endswith(var.sqs.queue_arn, ".fifo") ? 10 : 10000)
    error_message = "sqs.batch_size must be from 1 to 10000, of a FIFO queue to 10."
  }

  validation {
    condition     = var.sqs == null ? true : var.sqs.batching_window_seconds >= 0 && var.sqs.batching_window_seconds <= (endswith(var.sqs.queue_arn, ".fifo") ? 0 : 300)
    error_message = "sqs.batching_window_seconds must be from 0 to 300, of a FIFO queue 0."
  }

  validation {
    condition     = var.sqs == null ? true : var.sqs.batch_size <= 10 || var.sqs.batching_window_seconds >= 1
    error_message = "sqs.batch_size above 10 needs sqs.batching_window_seconds of at least 1."
  }

  validation {
    condition     = try(var.sqs.maximum_concurrency, null) == null ? true : var.sqs.maximum_concurrency >= 2 && var.sqs.maximum_concurrency <= 1000
    error_message = "sqs.maximum_concurrency must be from 2 to 1000; for one at a time use the function's reserved_concurrency."
  }
}
