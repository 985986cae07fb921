# APIs that differ in their routes, in one plan.

locals {
  get = { function = { function = { name = "f", alias_name = "live", invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/f" } } }
  start = { integration = {
    service          = "states"
    action           = "StartExecution"
    role_arn         = "arn:aws:iam::123456789012:role/api"
    request_template = "{}"
    responses        = { "202" = { template = "{}" } }
  } }

  # A call for each would be in Terraform's graph with all of its resources and variables.
  apis = {
    deep = { methods = { for path in ["/", "/a/b/c/d/{id}", "/a/b/c/d/e", "/a/{id}", "/other"] : "GET ${path}" => local.get } }
    tenants = { methods = {
      "GET /{tenant}/movies"           = local.get
      "GET /{tenant}/movies/{movieID}" = local.get
      "GET /movies"                    = local.get
    } }
    five_parameters = { methods = { "GET /{a}/{b}/{c}/{d}/{e}" = local.get } }
    greedy = {
      cors = { allow_origin = "*" }
      methods = {
        "ANY /{path+}"        = local.get
        "POST /{path+}"       = merge(local.get, { authorization = { type = "AWS_IAM" } })
        "GET /files/{proxy+}" = local.get
      }
    }
    one_origin = {
      cors    = { allow_origins = ["https://www.example.com"] }
      methods = { "POST /orders" = local.start }
    }
    two_origins = {
      cors    = { allow_origins = ["https://www.example.com", "https://admin.example.com"] }
      methods = { "POST /orders" = local.start }
    }
  }
}

module "api" {
  source   = "../../../../modules/rest-api"
  for_each = local.apis

  name    = replace(each.key, "_", "-")
  cors    = try(each.value.cors, null)
  methods = each.value.methods
}
