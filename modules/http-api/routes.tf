locals {
  methods = toset([for route in keys(var.routes) : split(" ", route)[0]])

  # Not "*": browsers read it literally in a response to a request with credentials.
  # https://fetch.spec.whatwg.org/#http-new-header-syntax
  cors_methods = length(setintersection(local.methods, ["$default", "ANY"])) > 0 ? [
    "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"
  ] : sort(tolist(local.methods))

  # The ARN that API Gateway invokes has the alias of the stage that the request is for. With one alias it has that one, so that the
  # plan shows it. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.stage-variables-reference.html
  aliases   = distinct([for stage in values(var.stages) : stage.alias])
  qualifier = length(local.aliases) == 1 ? local.aliases[0] : "$${stageVariables.alias}"

  stage_variables = {
    for name, stage in var.stages : name => merge(
      stage.variables, length(local.aliases) == 1 && !var.routes_from_document ? {} : { alias = stage.alias }
    )
  }

  # Those of a document come with its import.
  routes = { for route, settings in var.routes : route => settings if !var.routes_from_document }

  uris = {
    for route, settings in var.routes : route => replace(
      concat(settings.function.function[*], values(settings.function.aliases)[*].function)[0].invoke_arn,
      "/:[A-Za-z0-9_-]+/invocations$/", ":${local.qualifier}/invocations",
    )
  }

  # By route and stage: "GET /providers test".
  permissions = merge([
    for route, settings in var.routes : {
      for name, stage in var.stages : "${route} ${name}" => {
        function = try(settings.function.aliases[stage.alias].function, settings.function.function)
        # Lambda validates the ARN of a statement's source: $default is a literal there, and * stands for any value of a parameter.
        source_arn = join("", [
          "${aws_apigatewayv2_api.this.execution_arn}/${name}/",
          startswith(route, "$default") ? "$default" : replace(replace(replace(route, "ANY ", "*"), " ", ""), "/\\{[^}]+\\}/", "*"),
        ])
      }
    }
  ]...)
}

resource "aws_apigatewayv2_integration" "this" {
  for_each = local.routes

  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST" # always, for the Invoke API
  integration_uri        = local.uris[each.key]
  payload_format_version = "2.0"
  timeout_milliseconds   = each.value.timeout_milliseconds
}

resource "aws_apigatewayv2_route" "this" {
  #checkov:skip=CKV_AWS_309:the caller decides for each route; the default is an open one, as in module rest-api
  for_each = local.routes

  api_id               = aws_apigatewayv2_api.this.id
  route_key            = each.key
  target               = "integrations/${aws_apigatewayv2_integration.this[each.key].id}"
  authorization_type   = each.value.authorization.type
  authorizer_id        = one([for name in each.value.authorization.authorizer[*] : local.authorizer_ids[name]])
  authorization_scopes = each.value.authorization.scopes
}

# For one stage each: the alias of one stage can't be invoked by another.
resource "aws_lambda_permission" "this" {
  for_each = local.permissions

  statement_id_prefix = "api-"
  action              = "lambda:InvokeFunction"
  function_name       = each.value.function.name
  qualifier           = each.value.function.alias_name
  principal           = "apigateway.amazonaws.com"
  source_arn          = each.value.source_arn
}
