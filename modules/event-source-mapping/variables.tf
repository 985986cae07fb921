variable "function_arn" {
  description = "ARN of the alias that gets the events: module lambda's output alias_arn. The function's role must already be allowed to read the source (README: which actions)."
  type        = string

  validation {
    condition     = can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$", var.function_arn))
    error_message = "function_arn must be the ARN of an alias (arn:…:function:<name>:<alias>), never of a function without one, which would run $LATEST."
  }
}

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

variable "filters" {
  description = "Event patterns as JSON, at most 5 (Lambda's limit without a request for more); an event that fits one of them is handled, the others are skipped (of SQS: deleted). Default: every event."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.filters) <= 5 && alltrue([for pattern in var.filters : can(keys(jsondecode(pattern)))])
    error_message = "filters: at most 5 patterns, each an object as JSON: [jsonencode({ eventName = [\"INSERT\"] })]."
  }
}

variable "report_batch_item_failures" {
  description = "true (default): the function answers with the items that failed, {\"batchItemFailures\": [{\"itemIdentifier\": …}]}, and only they come again. false: a failed batch comes again as a whole."
  type        = bool
  default     = true
  nullable    = false
}

variable "enabled" {
  description = "false: the mapping is there and reads nothing. Default true."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of the mapping. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
