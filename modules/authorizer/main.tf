locals {
  api = var.rest_api != null ? var.rest_api : var.http_api
}

resource "aws_api_gateway_authorizer" "this" {
  count = var.rest_api == null ? 0 : 1

  rest_api_id                      = var.rest_api.id
  name                             = var.name
  type                             = var.function == null ? "COGNITO_USER_POOLS" : var.event
  provider_arns                    = var.function == null ? var.user_pool_arns : null
  authorizer_uri                   = try(var.function.function.invoke_arn, null)
  identity_source                  = length(var.identity_sources) == 0 ? null : join(",", [for source in var.identity_sources : "method.request.${source}"])
  identity_validation_expression   = var.token_pattern
  authorizer_result_ttl_in_seconds = var.cache_seconds
}

resource "aws_apigatewayv2_authorizer" "this" {
  count = var.http_api == null ? 0 : 1

  api_id                            = var.http_api.id
  name                              = var.name
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = var.function.function.invoke_arn
  authorizer_payload_format_version = "2.0"
  enable_simple_responses           = true
  identity_sources                  = [for source in var.identity_sources : "$request.${source}"]
  authorizer_result_ttl_in_seconds  = var.cache_seconds
}

locals {
  id = one(concat(aws_api_gateway_authorizer.this[*].id, aws_apigatewayv2_authorizer.this[*].id))
}

resource "aws_lambda_permission" "this" {
  count = var.function == null ? 0 : 1

  statement_id_prefix = "authorizer-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.function.name
  qualifier           = var.function.function.alias_name
  principal           = "apigateway.amazonaws.com"
  source_arn          = "${local.api.execution_arn}/authorizers/${local.id}"
}
