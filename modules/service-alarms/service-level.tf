# Alarms on how fast the service level's budget of bad requests is used, over several windows, as chapter 5 of Google's Site
# Reliability Workbook recommends: https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
# The metrics of an alarm have one period, so each window is an alarm, and a composite alarm combines them.

locals {
  level = merge({ availability = null, latency = null, milliseconds = null, actions = [] }, var.service_level)

  # The share of the budget that is used in so many hours.
  windows = {
    "1h" = { hours = 1, budget = 0.02 }
    "6h" = { hours = 6, budget = 0.05 }
    "3d" = { hours = 72, budget = 0.1 }
  }

  of_function = try(var.service_level.function_name, null) != null
  of_http_api = try(var.service_level.http_api_id, null) != null
  resource    = try(coalesce(var.service_level.rest_api_name, var.service_level.http_api_id, var.service_level.function_name), "")
  dimension   = local.of_function ? "FunctionName" : local.of_http_api ? "ApiId" : "ApiName"
  qualifier   = local.of_function ? { Resource = "${local.resource}:${local.level.function_alias}" } : {}

  # "The SampleCount statistic represents this metric":
  # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
  requests = local.of_function ? { metric = "Invocations", statistic = "Sum" } : { metric = "Count", statistic = "SampleCount" }

  objectives = { for name, objective in {
    availability = {
      target  = local.level.availability
      what    = "fail"
      percent = "100 * errors / requests"
      metrics = { errors = { metric = local.of_function ? "Errors" : local.of_http_api ? "5xx" : "5XXError", statistic = "Sum" }, requests = local.requests }
    }
    latency = {
      target  = local.level.latency
      what    = "take more than ${coalesce(local.level.milliseconds, 1)} ms"
      percent = "100 - quick"
      metrics = { quick = { metric = local.of_function ? "Duration" : "Latency", statistic = "PR(:${coalesce(local.level.milliseconds, 1)})" } }
    }
  } : name => objective if objective.target != null }

  burns = merge(flatten([for name, objective in local.objectives : [for window, each in local.windows : {
    "${name}-${window}-long" = {
      seconds   = each.hours * 3600
      threshold = each.budget * local.level.days * 24 / each.hours * (100 - objective.target)
      # Of few requests, a single bad one may be more than the share. A window without requests is OK immediately: otherwise CloudWatch
      # looks at the windows before it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
      expression = "IF(requests >= ${local.level.minimum_requests}, FILL(${objective.percent}, 0), 0)"
      metrics    = merge(objective.metrics, { requests = local.requests })
      what       = objective.what
    }
    # A twelfth of the long one: it ends the alarm soon after the fault.
    "${name}-${window}-short" = {
      seconds    = each.hours * 300
      threshold  = each.budget * local.level.days * 24 / each.hours * (100 - objective.target)
      expression = "FILL(${objective.percent}, 0)"
      metrics    = objective.metrics
      what       = objective.what
    }
  }]])...)
}

module "service_level" {
  source = "../metric-alarms"
  count  = var.service_level == null ? 0 : 1

  name = var.name
  tags = var.tags

  alarms = { for name, burn in local.burns : name => {
    description    = "Of the requests to ${local.resource} in ${burn.seconds / 60} minutes, too many ${burn.what}. A composite alarm notifies of it."
    namespace      = local.of_function ? "AWS/Lambda" : "AWS/ApiGateway"
    dimensions     = merge({ (local.dimension) = local.resource }, local.qualifier)
    expression     = burn.expression
    metrics        = burn.metrics
    threshold      = burn.threshold
    period_seconds = burn.seconds
  } }
}

resource "aws_cloudwatch_composite_alarm" "service_level" {
  for_each = merge([for name, objective in local.objectives : {
    for speed, windows in { fast = ["1h", "6h"], slow = ["3d"] } : "${name}-${speed}" => merge(objective, {
      objective = name
      speed     = speed
      windows   = windows
    })
  }]...)

  alarm_name = "${var.name}-${each.key}"
  alarm_description = format(
    "So many requests to %s %s that their service level of %v %% is in danger: what it allows is used up in %s.",
    local.resource, each.value.what, each.value.target, each.value.speed == "fast" ? "hours or days" : "weeks",
  )
  alarm_actions = local.level.actions
  ok_actions    = local.level.actions
  tags          = var.tags

  alarm_rule = join(" OR ", [for window in each.value.windows : format("(ALARM(\"%s\") AND ALARM(\"%s\"))", [
    for length in ["long", "short"] : module.service_level[0].names["${each.value.objective}-${window}-${length}"]
  ]...)])
}
