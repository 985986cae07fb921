locals {
  # The arguments that a deployment is a snapshot of. Each argument is set from here, so that none can change without changing the
  # fingerprint.
  snapshot = {
    method = {
      rest_api_id          = var.resource.rest_api_id
      resource_id          = var.resource.id
      http_method          = var.http_method
      authorization        = var.authorization.type
      authorizer_id        = var.authorization.authorizer_id
      authorization_scopes = var.authorization.scopes
      api_key_required     = var.api_key_required
      request_validator_id = try(var.request.validator_id, null)
      request_models       = try(var.request.models, {})
      request_parameters   = { for parameter in try(var.request.parameters, []) : "method.request.${parameter}" => true }
    }
    integration = merge(
      {
        type                    = var.integration == null ? "AWS_PROXY" : "AWS"
        integration_http_method = "POST" # always, for the Invoke API, and for an action of a service
        uri                     = var.integration == null ? var.function.function.invoke_arn : local.action_arn
        timeout_milliseconds    = var.timeout_milliseconds
      },
      # Absent with a function, so that the fingerprints of version 0.1.0 stay the same.
      { for key, value in {
        credentials       = try(var.integration.role_arn, null)
        request_templates = { "application/json" = try(var.integration.request_template, null) }
        # With a body of another type API Gateway would pass it on as the payload.
        passthrough_behavior = "NEVER"
        responses            = local.responses
      } : key => value if var.integration != null },
    )
  }

  api = split(":", var.resource.execution_arn)
  action_arn = var.integration == null ? null : join(":", [
    "arn", local.api[1], "apigateway", local.api[3], var.integration.service, "action/${var.integration.action}",
  ])
  responses = try(var.integration.responses, {})
}

resource "aws_api_gateway_method" "this" {
  rest_api_id          = local.snapshot.method.rest_api_id
  resource_id          = local.snapshot.method.resource_id
  http_method          = local.snapshot.method.http_method
  authorization        = local.snapshot.method.authorization
  authorizer_id        = local.snapshot.method.authorizer_id
  authorization_scopes = local.snapshot.method.authorization_scopes
  api_key_required     = local.snapshot.method.api_key_required
  request_validator_id = local.snapshot.method.request_validator_id
  request_models       = local.snapshot.method.request_models
  request_parameters   = local.snapshot.method.request_parameters
}

resource "aws_api_gateway_integration" "this" {
  rest_api_id             = aws_api_gateway_method.this.rest_api_id
  resource_id             = aws_api_gateway_method.this.resource_id
  http_method             = aws_api_gateway_method.this.http_method
  type                    = local.snapshot.integration.type
  integration_http_method = local.snapshot.integration.integration_http_method
  uri                     = local.snapshot.integration.uri
  timeout_milliseconds    = local.snapshot.integration.timeout_milliseconds
  credentials             = try(local.snapshot.integration.credentials, null)
  request_templates       = try(local.snapshot.integration.request_templates, null)
  passthrough_behavior    = try(local.snapshot.integration.passthrough_behavior, null)
}

resource "aws_api_gateway_method_response" "this" {
  for_each = local.responses

  rest_api_id         = aws_api_gateway_method.this.rest_api_id
  resource_id         = aws_api_gateway_method.this.resource_id
  http_method         = aws_api_gateway_method.this.http_method
  status_code         = each.key
  response_parameters = { for name in keys(each.value.headers) : "method.response.header.${name}" => false }
}

resource "aws_api_gateway_integration_response" "this" {
  for_each = local.responses

  rest_api_id         = aws_api_gateway_integration.this.rest_api_id
  resource_id         = aws_api_gateway_integration.this.resource_id
  http_method         = aws_api_gateway_integration.this.http_method
  status_code         = aws_api_gateway_method_response.this[each.key].status_code
  selection_pattern   = each.value.pattern
  response_parameters = { for name, value in each.value.headers : "method.response.header.${name}" => value }
  response_templates  = { "application/json" = each.value.template }
}

resource "aws_lambda_permission" "this" {
  count = var.permission && var.integration == null ? 1 : 0

  statement_id_prefix = "api-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.function.name
  qualifier           = var.function.function.alias_name
  principal           = "apigateway.amazonaws.com"
  # For every stage, so that the console's test call works too; * stands for any value of a path parameter.
  source_arn = join("", [
    "${var.resource.execution_arn}/*/",
    var.http_method == "ANY" ? "*" : var.http_method,
    replace(var.resource.path, "/\\{[^}]+\\}/", "*"),
  ])
}
