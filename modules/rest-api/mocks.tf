# Responses without a function: 404 for an unknown path, 405 for a method that a path doesn't have, and the CORS preflight.
# Without them API Gateway treats an unknown path or method as an unsigned request (MISSING_AUTHENTICATION_TOKEN, 403), and
# no gateway response could tell them apart.

locals {
  path_methods = { for path in local.paths : path => sort([for key, route in local.routes : split(" ", key)[0] if split(" ", route)[1] == path]) }

  # API Gateway falls back to {proxy+} from any depth below it. Only the levels above it are left.
  unknown_paths = setsubtract(concat(["/"], local.parameters, local.catch_all), local.paths)

  mocks = merge(
    {
      for path in local.unknown_paths : "ANY ${local.places[path]}" => {
        resource_id = local.resource_ids[local.places[path]]
        http_method = "ANY"
        status      = 404
        message     = "Not found"
        headers     = local.cors_headers
      }
    },
    {
      for path in local.paths : "ANY ${local.places[path]}" => {
        resource_id = local.resource_ids[local.places[path]]
        http_method = "ANY"
        status      = 405
        message     = "Method not allowed"
        headers     = merge(local.cors_headers, { Allow = "'${join(",", local.path_methods[path])}'" })
      }
    },
    {
      for path in var.cors == null ? [] : local.paths : "OPTIONS ${local.places[path]}" => {
        resource_id = local.resource_ids[local.places[path]]
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
  # With a binary media type */* the request template would get base64.
  content_handling = length(var.binary_media_types) == 0 ? null : "CONVERT_TO_TEXT"
  # API Gateway would read the status from a body of another type; this refuses it with 415.
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

  # A path that becomes known turns 404 into 405, and the provider can't update a status. The template holds it.
  lifecycle {
    replace_triggered_by = [aws_api_gateway_integration.mock[each.key].request_templates]
  }
}

resource "aws_api_gateway_integration_response" "mock" {
  for_each = local.mocks

  rest_api_id         = aws_api_gateway_rest_api.this.id
  resource_id         = each.value.resource_id
  http_method         = aws_api_gateway_integration.mock[each.key].http_method
  status_code         = aws_api_gateway_method_response.mock[each.key].status_code
  selection_pattern   = each.value.status # one response per pattern: the new one is created before the old one is deleted
  response_parameters = { for name, value in each.value.headers : "method.response.header.${name}" => value }
  response_templates = {
    "application/json" = join("", [local.origin_template, jsonencode({ message = each.value.message, requestId = "$context.requestId" })])
  }
}
