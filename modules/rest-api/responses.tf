locals {
  origins     = var.cors == null ? [] : compact(concat([var.cors.allow_origin], sort(var.cors.allow_origins)))
  has_several = length(local.origins) > 1

  # A response can name one origin or all. Caches must know that it depends on the request.
  cors_headers = local.has_several ? { Vary = "'Origin'" } : {
    for origin in local.origins : "Access-Control-Allow-Origin" => "'${origin}'"
  }
  # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
  # HTTP/2 has the headers' names in small letters, and $input.params() the name as it was sent.
  origin_template = !local.has_several ? "" : join("", [
    "#set($origin = $input.params('Origin'))#if($origin == '')#set($origin = $input.params('origin'))#end",
    "#set($origins = ${jsonencode(local.origins)})",
    "#if($origins.contains($origin))#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end",
  ])
  # These templates can't choose: API Gateway only replaces variables in them. They have nothing that an origin may not read.
  error_headers = local.has_several ? { "Access-Control-Allow-Origin" = "'*'" } : local.cors_headers

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
  response_parameters = { for name, value in local.error_headers : "gatewayresponse.header.${name}" => value }
}
