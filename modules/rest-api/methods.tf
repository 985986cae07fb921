locals {
  # Not API Gateway's own ANY: it would take the place of the one that answers 405 (mocks.tf), which Terraform deletes only
  # after it has created the methods.
  any = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]

  # "GET /movies/{}" = "GET /movies/{movieID}": by place, as the resources are.
  routes = merge(
    merge([
      for route in keys(var.methods) : { for http_method in local.any : "${http_method} ${local.places[split(" ", route)[1]]}" => route }
      if startswith(route, "ANY ")
    ]...),
    {
      for route in keys(var.methods) : "${split(" ", route)[0]} ${local.places[split(" ", route)[1]]}" => route
      if !startswith(route, "ANY ")
    },
  )

  # The functions of the routes with a function_name, in the form of the other ones. Derived from text alone (variables-methods.tf).
  arn = split(":", aws_api_gateway_rest_api.this.execution_arn)
  targets = {
    for route, method in var.methods : route => method.function_name == null ? method.function : { function = {
      name       = method.function_name
      alias_name = local.alias_name
      invoke_arn = join("", [
        "arn:${local.arn[1]}:apigateway:${local.arn[3]}:lambda:path/2015-03-31/functions/",
        "arn:${local.arn[1]}:lambda:${local.arn[3]}:${local.arn[4]}:function:${method.function_name}:${local.alias_name}/invocations",
      ])
    } }
  }
  alias_name = "live" # of module lambda

  integrations = {
    for route, method in var.methods : route => method.integration == null ? null : merge(method.integration, {
      responses = { for status, response in method.integration.responses : status => merge(response, {
        headers  = merge(local.cors_headers, response.headers)
        template = response.template == "" ? "" : "${local.origin_template}${response.template}" # module rest-api-method refuses ""
      }) }
    })
  }

  resources = {
    for path in local.paths : path => {
      rest_api_id   = aws_api_gateway_rest_api.this.id
      execution_arn = aws_api_gateway_rest_api.this.execution_arn
      id            = local.resource_ids[local.places[path]]
      path          = path
    }
  }
}

module "method" {
  source   = "../rest-api-method"
  for_each = local.routes

  resource             = local.resources[split(" ", each.value)[1]]
  http_method          = split(" ", each.key)[0]
  function             = local.targets[each.value]
  integration          = local.integrations[each.value]
  permission           = var.methods[each.value].function != null
  authorization        = var.methods[each.value].authorization
  api_key_required     = var.methods[each.value].api_key_required
  timeout_milliseconds = var.methods[each.value].timeout_milliseconds

  request = var.methods[each.value].request == null ? null : {
    validator_id = aws_api_gateway_request_validator.this.id
    models       = { for type, model in var.methods[each.value].request.models : type => aws_api_gateway_model.this[model].name }
    parameters   = var.methods[each.value].request.parameters
  }
}

# Outside of the methods, and only the stage waits for it: what the deployment depends on can't be deleted before it is created
# again (stage.tf), and a function has to be.
resource "aws_lambda_permission" "this" {
  for_each = { for key, route in local.routes : key => route if var.methods[route].function_name != null }

  statement_id_prefix = "api-"
  action              = "lambda:InvokeFunction"
  function_name       = local.functions[var.methods[each.value].function_name].name
  qualifier           = local.functions[var.methods[each.value].function_name].alias_name
  principal           = "apigateway.amazonaws.com"
  # As in module rest-api-method.
  source_arn = join("", [
    "${aws_api_gateway_rest_api.this.execution_arn}/*/",
    split(" ", each.key)[0],
    replace(split(" ", each.value)[1], "/\\{[^}]+\\}/", "*"),
  ])
}

locals {
  functions = { for each in var.functions : each.function.name => each.function }
}
