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
  function             = var.methods[each.value].function
  authorization        = var.methods[each.value].authorization
  api_key_required     = var.methods[each.value].api_key_required
  timeout_milliseconds = var.methods[each.value].timeout_milliseconds

  request = var.methods[each.value].request == null ? null : {
    validator_id = aws_api_gateway_request_validator.this.id
    models       = { for type, model in var.methods[each.value].request.models : type => aws_api_gateway_model.this[model].name }
    parameters   = var.methods[each.value].request.parameters
  }
}
