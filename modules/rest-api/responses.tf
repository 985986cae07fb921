locals {
  cors_headers = var.cors == null ? {} : { "Access-Control-Allow-Origin" = "'${var.cors.allow_origin}'" }

  # Without a status each type keeps its own: 403, 413, 415, 429 …, 500, 504. API Gateway defines the variables:
  # https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
  gateway_responses = {
    DEFAULT_4XX = "{\"message\":$context.error.messageString,\"requestId\":\"$context.requestId\"}"
    DEFAULT_5XX = "{\"message\":$context.error.messageString,\"requestId\":\"$context.requestId\"}"
    # In quotes, unlike messageString, which brings its own. API Gateway escapes both:
    # https://github.com/aws/aws-pdk/blob/cf5dfad/packages/type-safe-api/src/construct/prepare-spec-event-handler/prepare-spec.ts
    BAD_REQUEST_BODY = join(",", [
      "{\"message\":$context.error.messageString",
      "\"details\":\"$context.error.validationErrorString\"",
      "\"requestId\":\"$context.requestId\"}",
    ])
  }
}

resource "aws_api_gateway_gateway_response" "this" {
  for_each = local.gateway_responses

  rest_api_id         = aws_api_gateway_rest_api.this.id
  response_type       = each.key
  status_code         = each.key == "BAD_REQUEST_BODY" ? "400" : null
  response_templates  = { "application/json" = each.value }
  response_parameters = { for name, value in local.cors_headers : "gatewayresponse.header.${name}" => value }
}
