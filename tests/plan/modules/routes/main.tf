# APIs that differ in their routes, in one plan.

locals {
  get = { function = { function = { name = "f", alias_name = "live", invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/f" } } }
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
