locals {
  dynamodb = {
    stream_arn     = "arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/1"
    on_failure_arn = "arn:aws:sqs:eu-central-1:123456789012:q"
  }
}

module "function_without_alias" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f", role_name = "f" } }
  sqs      = { queue_arn = "arn:aws:sqs:eu-central-1:123456789012:q" }
}

module "sqs_queue_url" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  sqs      = { queue_arn = "https://sqs.eu-central-1.amazonaws.com/123456789012/q" }
}

module "sqs_fifo_batch_size" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  sqs      = { queue_arn = "arn:aws:sqs:eu-central-1:123456789012:q.fifo", batch_size = 11, batching_window_seconds = 0 }
}

module "sqs_fifo_window" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  sqs      = { queue_arn = "arn:aws:sqs:eu-central-1:123456789012:q.fifo", batching_window_seconds = 1 }
}

module "sqs_large_batch_without_window" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  sqs      = { queue_arn = "arn:aws:sqs:eu-central-1:123456789012:q", batch_size = 11 }
}

module "sqs_concurrency_of_one" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  sqs      = { queue_arn = "arn:aws:sqs:eu-central-1:123456789012:q", maximum_concurrency = 1 }
}

module "dynamodb_table_arn" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  dynamodb = { stream_arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/t", on_failure_arn = "arn:aws:sqs:eu-central-1:123456789012:q" }
}

module "dynamodb_on_failure_is_a_function" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  dynamodb = merge(local.dynamodb, { on_failure_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f" })
}

module "dynamodb_batch_size_zero" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  dynamodb = merge(local.dynamodb, { batch_size = 0 })
}

module "dynamodb_window_too_long" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  dynamodb = merge(local.dynamodb, { batching_window_seconds = 301 })
}

module "dynamodb_starting_position_unknown" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  dynamodb = merge(local.dynamodb, { starting_position = "START" })
}

module "dynamodb_parallelization_too_high" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  dynamodb = merge(local.dynamodb, { parallelization_factor = 11 })
}

module "dynamodb_retries_below_minus_one" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  dynamodb = merge(local.dynamodb, { maximum_retry_attempts = -2 })
}

module "dynamodb_record_age_too_short" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  dynamodb = merge(local.dynamodb, { maximum_record_age_seconds = 59 })
}

module "filters_no_json" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  sqs      = { queue_arn = "arn:aws:sqs:eu-central-1:123456789012:q" }
  filters  = ["eventName = INSERT"]
}
