locals {
  event_principals = ["events.amazonaws.com", "s3.amazonaws.com", "sns.amazonaws.com"] # these invoke asynchronously

  # Of the targets in async only the presence is known in a plan that creates them.
  sources = var.async != null ? ["async", "dead_letter"] : (
    length(setintersection([for caller in var.callers : caller.principal], local.event_principals)) > 0 ? ["async"] : []
  )
}

module "alarms" {
  source = "../function-alarms"
  count  = var.alarms.enabled ? 1 : 0 # without alarms, its call would cost a tenth of a function's plan

  function_name        = var.name
  timeout_seconds      = var.timeout
  reserved_concurrency = var.reserved_concurrency
  sources              = local.sources
  alarms               = var.alarms
  tags                 = var.tags
}

# For state that was written before version 0.2.0.
moved {
  from = module.alarms
  to   = module.alarms[0]
}
