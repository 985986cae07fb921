# What the gateway answers by itself: 404 for an unknown path, 405 for a method that a path doesn't have, and the
# preflight. Without them API Gateway takes an unknown path or method for an unsigned request
# (MISSING_AUTHENTICATION_TOKEN, 403), and no gateway response could tell the two apart.

locals {
  path_methods = { for path in var.paths : path => sort([for key in keys(var.methods) : split(" ", key)[0] if split(" ", key)[1] == path]) }

  # Every path but those of var.paths: API Gateway falls back to {proxy+} for any depth, but not for the root.
  unknown = merge(
    { "/{proxy+}" = aws_api_gateway_resource.unknown.id },
    contains(var.paths, "/") ? {} : { "/" = aws_api_gateway_rest_api.this.root_resource_id },
  )

  mocks = merge(
    {
      for path, resource_id in local.unknown : "ANY ${path}" => {
        resource_id = resource_id
        http_method = "ANY"
        status      = 404
        message     = "Not found"
        headers     = local.cors_headers
      }
    },
    {
      for path in var.paths : "ANY ${local.keys[path]}" => {
        resource_id = local.resource_ids[local.keys[path]]
        http_method = "ANY"
        status      = 405
        message     = "Method not allowed"
        headers     = merge(local.cors_headers, { Allow = "'${join(",", local.path_methods[path])}'" })
      }
    },
    {
      for path in var.cors == null ? [] : var.paths : "OPTIONS ${local.keys[path]}" => {
        resource_id = local.resource_ids[local.keys[path]]
        http_method = "OPTIONS"
        status      = 200
        message     = "OK"
        headers = merge(local.cors_headers, {
          "Access-Control-Allow-Headers" = "'${join(",", var.cors.allow_headers)}'"
          "Access-Control-Allow-Methods" = "'${join(",", local.path_methods[path])}'"
          "Access-Control-Max-Age"       = "'${var.cors.max_age_seconds}'"
        })
      }
    },
  )
}

resource "aws_api_gateway_resource" "unknown" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = "{proxy+}"
}

resource "aws_api_gateway_method" "mock" {
  for_each = local.mocks

  rest_api_id   = aws_api_gateway_rest_api.this.id
  resource_id   = each.value.resource_id
  http_method   = each.value.http_method
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "mock" {
  for_each = local.mocks

  rest_api_id = aws_api_gateway_rest_api.this.id
  resource_id = each.value.resource_id
  http_method = aws_api_gateway_method.mock[each.key].http_method
  type        = "MOCK"
  # A body of another type would be taken for the mock's answer; it is refused with 415.
  passthrough_behavior = "NEVER"
  request_templates = {
    for type in ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"] :
    type => jsonencode({ statusCode = each.value.status })
  }
}

resource "aws_api_gateway_method_response" "mock" {
  for_each = local.mocks

  rest_api_id         = aws_api_gateway_rest_api.this.id
  resource_id         = each.value.resource_id
  http_method         = aws_api_gateway_method.mock[each.key].http_method
  status_code         = each.value.status
  response_parameters = { for name in keys(each.value.headers) : "method.response.header.${name}" => false }
}

resource "aws_api_gateway_integration_response" "mock" {
  for_each = local.mocks

  rest_api_id         = aws_api_gateway_rest_api.this.id
  resource_id         = each.value.resource_id
  http_method         = aws_api_gateway_integration.mock[each.key].http_method
  status_code         = aws_api_gateway_method_response.mock[each.key].status_code
  response_parameters = { for name, value in each.value.headers : "method.response.header.${name}" => value }
  response_templates  = { "application/json" = jsonencode({ message = each.value.message, requestId = "$context.requestId" }) }
}
