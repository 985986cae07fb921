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
}

module "deep" {
  source = "../../../../modules/rest-api"

  name    = "deep"
  methods = { for path in ["/", "/a/b/c/d/{id}", "/a/b/c/d/e", "/a/{id}", "/other"] : "GET ${path}" => local.get }
}

module "tenants" {
  source = "../../../../modules/rest-api"

  name = "tenants"
  methods = {
    "GET /{tenant}/movies"           = local.get
    "GET /{tenant}/movies/{movieID}" = local.get
    "GET /movies"                    = local.get
  }
}

module "five_parameters" {
  source = "../../../../modules/rest-api"

  name    = "five-parameters"
  methods = { "GET /{a}/{b}/{c}/{d}/{e}" = local.get }
}

module "greedy" {
  source = "../../../../modules/rest-api"

  name = "greedy"
  cors = { allow_origin = "*" }
  methods = {
    "ANY /{path+}"        = local.get
    "POST /{path+}"       = merge(local.get, { authorization = { type = "AWS_IAM" } })
    "GET /files/{proxy+}" = local.get
  }
}

module "one_origin" {
  source = "../../../../modules/rest-api"

  name    = "one-origin"
  cors    = { allow_origins = ["https://www.example.com"] }
  methods = { "POST /orders" = local.start }
}

module "two_origins" {
  source = "../../../../modules/rest-api"

  name    = "two-origins"
  cors    = { allow_origins = ["https://www.example.com", "https://admin.example.com"] }
  methods = { "POST /orders" = local.start }
}
