locals {
  defaults = {
    errors = {
      description         = "More than 5 % of the invocations of ${var.function_name} fail: read its log, and roll back if a deployment came before."
      metric              = "Errors"
      expression          = "IF(invocations >= ${local.minimum}, 100 * errors / invocations, 0)"
      metrics             = { errors = { metric = "Errors" }, invocations = { metric = "Invocations" } }
      threshold           = 5
      evaluation_periods  = 3
      datapoints_to_alarm = 2
    }

    duration = {
      description         = "The slowest 1 % of the invocations of ${var.function_name} take more than 80 % of its timeout of ${var.timeout_seconds} s."
      metric              = "Duration"
      statistic           = "p99"
      threshold           = var.timeout_seconds * 1000 * 0.8
      evaluation_periods  = 3
      datapoints_to_alarm = 2
    }

    throttles = {
      description         = "Lambda refuses invocations of ${var.function_name}: raise its or the account's concurrency, or reduce the load."
      metric              = "Throttles"
      threshold           = 0
      evaluation_periods  = 3
      datapoints_to_alarm = 2
    }

    concurrency = {
      enabled            = coalesce(var.reserved_concurrency, 0) > 0
      description        = "${var.function_name} uses 90 % of its reserved concurrency: more load is throttled."
      metric             = "ConcurrentExecutions"
      statistic          = "Maximum"
      comparison         = "GreaterThanOrEqualToThreshold"
      threshold          = ceil(coalesce(var.reserved_concurrency, 1) * 0.9)
      evaluation_periods = 3
    }

    iterator_age = {
      enabled            = contains(var.sources, "stream")
      description        = "${var.function_name} is a minute behind the stream, whose records expire: read its log for the record that blocks it."
      metric             = "IteratorAge"
      statistic          = "Maximum"
      threshold          = 60000
      evaluation_periods = 3
    }

    dropped_events = {
      enabled     = contains(var.sources, "async")
      description = "${var.function_name} could not process an asynchronous event, even by retries."
      metric      = "AsyncEventsDropped"
      threshold   = 0
    }

    undelivered_dead_letters = {
      enabled     = contains(var.sources, "dead_letter")
      description = "Lambda lost an event of ${var.function_name}: it could not send it to the dead-letter queue. Check the role and the key's policy."
      metric      = "DeadLetterErrors"
      expression  = "FILL(dead_letters, 0) + FILL(destinations, 0)"
      metrics     = { dead_letters = { metric = "DeadLetterErrors" }, destinations = { metric = "DestinationDeliveryFailures" } }
      threshold   = 0
    }

    invocations = {
      enabled     = false
      description = "${var.function_name} is invoked more often than expected."
      metric      = "Invocations"
      threshold   = 1000
    }
  }

  # 5 or more: of fewer, one error is more than 5 % already.
  minimum = coalesce(try(var.alarms.definitions["errors"].minimum, null), 5)

  given = { for key, definition in var.alarms.definitions : key => { for name, value in definition : name => value if value != null } }

  # A metric or a statistic replaces the default's expression.
  bases = {
    for key, default in local.defaults : key => {
      for name, value in default : name => value
      if !(contains(["expression", "metrics"], name) && try(local.given[key].metric, local.given[key].statistic, null) != null)
    }
  }

  merged = merge(
    { for key, default in local.bases : key => merge(default, try(local.given[key], {})) },
    { for key, definition in local.given : key => definition if !contains(keys(local.defaults), key) },
  )
}

module "alarms" {
  source = "../metric-alarms"

  name    = var.function_name
  actions = var.alarms.actions
  tags    = var.tags

  alarms = {
    for key, alarm in local.merged : key => merge(
      { namespace = "AWS/Lambda", dimensions = { FunctionName = var.function_name } },
      alarm,
      {
        name = replace(replace(
          try(alarm.name, var.alarms.name_template), "{function}", var.function_name
        ), "{alarm}", replace(key, "_", "-"))
      },
    ) if var.alarms.enabled && try(alarm.enabled, true)
  }
}
