locals {
  is_rest    = var.stage.api_id == null
  dimensions = merge(local.is_rest ? { ApiName = var.stage.api_name } : { ApiId = var.stage.api_id }, { Stage = var.stage.name })
}

module "alarms" {
  source = "../metric-alarms"

  name    = var.name
  actions = var.alarms.actions
  tags    = var.tags

  alarms = { for key, alarm in {
    api-errors = {
      namespace           = "AWS/ApiGateway"
      dimensions          = local.dimensions
      description         = "More than ${var.alarms.error_percent} % of the requests to ${var.name} are answered by 5xx: read the logs of its functions."
      expression          = "IF(requests >= ${var.alarms.minimum_requests}, 100 * errors / requests, 0)"
      metrics             = { errors = { metric = local.is_rest ? "5XXError" : "5xx" }, requests = { metric = "Count", statistic = "SampleCount" } }
      threshold           = var.alarms.error_percent
      evaluation_periods  = 3
      datapoints_to_alarm = 2
    }

    api-latency = {
      namespace           = "AWS/ApiGateway"
      dimensions          = local.dimensions
      description         = "The slowest 1 % of the requests to ${var.name} take more than ${var.alarms.latency_milliseconds} ms."
      metric              = "Latency"
      statistic           = "p99"
      threshold           = var.alarms.latency_milliseconds
      evaluation_periods  = 3
      datapoints_to_alarm = 2
    }
  } : key => alarm if var.alarms.enabled }
}
