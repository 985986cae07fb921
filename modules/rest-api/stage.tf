resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  # Everything that a deployment is a snapshot of. Ids aren't enough: they stay the same when an argument changes.
  triggers = {
    snapshot = sha1(jsonencode(concat(
      [
        local.places,
        { for key, method in module.method : key => method.fingerprint },
        var.models,
        local.mocks,
        local.gateway_responses,
        local.cors_headers,
      ],
      # Absent without any, so that the deployments of earlier versions stay.
      length(var.binary_media_types) == 0 ? [] : [sort(var.binary_media_types)],
      local.has_several ? [local.origin_template] : [],
      var.policy == null ? [] : [var.policy],
    )))
  }

  lifecycle {
    create_before_destroy = true # a deployment can't be deleted while the stage uses it
  }

  depends_on = [
    aws_api_gateway_rest_api_policy.this,
    aws_api_gateway_gateway_response.this,
    aws_api_gateway_integration_response.mock,
    aws_api_gateway_model.this,
    aws_api_gateway_request_validator.this,
  ]
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.access_log.retention_days
  kms_key_id        = var.access_log.kms_key_arn
  tags              = var.tags
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id          = aws_api_gateway_rest_api.this.id
  deployment_id        = aws_api_gateway_deployment.this.id
  stage_name           = var.stage_name
  xray_tracing_enabled = var.tracing
  tags                 = var.tags

  depends_on = [aws_lambda_permission.this, var.access_log]

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    # All in quotes: API Gateway writes a bare - for a value that a request doesn't have.
    format = jsonencode({
      requestId          = "$context.requestId"
      time               = "$context.requestTime"
      ip                 = "$context.identity.sourceIp"
      caller             = "$context.identity.userArn"
      method             = "$context.httpMethod"
      path               = "$context.path"
      resource           = "$context.resourcePath"
      status             = "$context.status"
      latency            = "$context.responseLatency"
      integrationLatency = "$context.integrationLatency"
      error              = "$context.error.message"
      errorType          = "$context.error.responseType"
      validationError    = "$context.error.validationErrorString"
      integrationError   = "$context.integration.error"
      traceId            = "$context.xrayTraceId"
    })
  }
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    throttling_rate_limit  = var.throttling.rate
    throttling_burst_limit = var.throttling.burst
    metrics_enabled        = var.metrics
  }
}

# Its keys aren't here: the provider would write them to the state (README).
resource "aws_api_gateway_usage_plan" "this" {
  count = var.usage_plan == null ? 0 : 1

  name        = var.name
  description = "Keys of ${var.name}"
  tags        = var.tags

  api_stages {
    api_id = aws_api_gateway_rest_api.this.id
    stage  = aws_api_gateway_stage.this.stage_name
  }

  throttle_settings {
    rate_limit  = var.usage_plan.rate
    burst_limit = var.usage_plan.burst
  }

  dynamic "quota_settings" {
    for_each = var.usage_plan.quota[*]

    content {
      limit  = quota_settings.value.limit
      period = quota_settings.value.period
    }
  }
}

module "domain_name" {
  source = "../api-domain-name"
  count  = var.domain == null ? 0 : 1

  name        = var.domain.name
  zone        = var.domain.zone
  certificate = var.domain.certificate
  api_id      = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  tags        = var.tags
}
