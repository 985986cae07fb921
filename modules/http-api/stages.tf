resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.access_log.retention_days
  kms_key_id        = var.access_log.kms_key_arn
  tags              = var.tags
}

resource "aws_apigatewayv2_stage" "this" {
  for_each = var.stages

  api_id          = aws_apigatewayv2_api.this.id
  name            = each.key
  auto_deploy     = !var.routes_from_document
  stage_variables = length(local.stage_variables[each.key]) == 0 ? null : local.stage_variables[each.key]
  tags            = var.tags

  default_route_settings {
    throttling_rate_limit    = var.throttling.rate
    throttling_burst_limit   = var.throttling.burst
    detailed_metrics_enabled = var.metrics
  }

  dynamic "route_settings" {
    for_each = { for route, settings in var.routes : route => settings.throttling if settings.throttling != null }

    content {
      route_key                = route_settings.key
      throttling_rate_limit    = route_settings.value.rate
      throttling_burst_limit   = route_settings.value.burst
      detailed_metrics_enabled = var.metrics
    }
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    # All in quotes: API Gateway writes a bare - for a value that a request doesn't have.
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
    format = jsonencode({
      requestId          = "$context.requestId"
      time               = "$context.requestTime"
      ip                 = "$context.identity.sourceIp"
      caller             = "$context.identity.userArn"
      stage              = "$context.stage"
      method             = "$context.httpMethod"
      path               = "$context.path"
      route              = "$context.routeKey"
      status             = "$context.status"
      latency            = "$context.responseLatency"
      integrationLatency = "$context.integrationLatency"
      error              = "$context.error.message"
      errorType          = "$context.error.responseType"
      authorizerError    = "$context.authorizer.error"
      integrationError   = "$context.integrationErrorMessage"
    })
  }

  lifecycle {
    ignore_changes = [deployment_id] # a pipeline deploys the routes of a document
  }

  # API Gateway refuses settings of a route that doesn't exist, and a stage's first requests fail without the permissions.
  depends_on = [aws_apigatewayv2_route.this, aws_lambda_permission.this]
}

module "domain_name" {
  source   = "../api-domain-name"
  for_each = { for name, stage in var.stages : name => stage.domain if stage.domain != null }

  name        = each.value.name
  zone        = each.value.zone
  certificate = each.value.certificate
  api_id      = aws_apigatewayv2_api.this.id
  stage_name  = aws_apigatewayv2_stage.this[each.key].name
  tags        = var.tags
}
