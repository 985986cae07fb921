module "alarms" {
  source = "../function-alarms"
  count  = var.alarms.enabled ? 1 : 0 # without alarms, its call would cost a tenth of a function's plan

  function_name        = var.name
  timeout_seconds      = var.timeout
  reserved_concurrency = var.reserved_concurrency
  alarms               = var.alarms
  tags                 = var.tags

  # Of the targets in async only the presence is known in a plan that creates them. The principals invoke asynchronously.
  sources = var.async != null ? ["async", "dead_letter"] : length(setintersection(
    [for caller in var.callers : caller.principal],
    ["events.amazonaws.com", "s3.amazonaws.com", "sns.amazonaws.com"],
  )) > 0 ? ["async"] : []
}

# For state that was written before version 0.2.0.
moved {
  from = module.alarms
  to   = module.alarms[0]
}
