locals {
  stream = var.dynamodb != null ? var.dynamodb : var.kinesis
}

resource "aws_lambda_event_source_mapping" "this" {
  function_name = var.function.function.alias_arn
  # Of the variables, not of the local: a plan has no locals, and slipway ci plan compares what mappings refer to.
  event_source_arn = try(var.sqs.queue_arn, var.dynamodb.stream_arn, var.kinesis.stream_arn)
  enabled          = var.enabled
  tags             = var.tags

  batch_size                         = var.sqs == null ? local.stream.batch_size : var.sqs.batch_size
  maximum_batching_window_in_seconds = var.sqs == null ? local.stream.batching_window_seconds : var.sqs.batching_window_seconds
  function_response_types            = var.report_batch_item_failures ? ["ReportBatchItemFailures"] : []

  starting_position              = try(local.stream.starting_position, null)
  parallelization_factor         = try(local.stream.parallelization_factor, null)
  bisect_batch_on_function_error = try(local.stream.bisect_on_error, null)
  maximum_retry_attempts         = try(local.stream.maximum_retry_attempts, null)
  maximum_record_age_in_seconds  = try(local.stream.maximum_record_age_seconds, null)

  dynamic "destination_config" {
    for_each = local.stream[*]

    content {
      on_failure {
        destination_arn = destination_config.value.on_failure_arn
      }
    }
  }

  dynamic "scaling_config" {
    for_each = try(var.sqs.maximum_concurrency, null)[*]

    content {
      maximum_concurrency = scaling_config.value
    }
  }

  dynamic "filter_criteria" {
    for_each = length(var.filters) == 0 ? [] : [var.filters]

    content {
      dynamic "filter" {
        for_each = filter_criteria.value

        content {
          pattern = filter.value
        }
      }
    }
  }

  # Lambda refuses a mapping that the role may not read for.
  depends_on = [aws_iam_role_policy.this]
}
