variable "name" {
  type    = string
  default = "example-movies-complete"
}

variable "write_authorization" {
  type    = string
  default = "AWS_IAM"
}

variable "allow_origin" {
  type    = string
  default = "https://www.example.com"
}

locals {
  methods = {
    "GET /movies"              = { authorization = "NONE", model = null }
    "POST /movies"             = { authorization = var.write_authorization, model = "Movie" }
    "GET /movies/{movieID}"    = { authorization = "NONE", model = null }
    "PUT /movies/{movieID}"    = { authorization = var.write_authorization, model = "Movie" }
    "DELETE /movies/{movieID}" = { authorization = var.write_authorization, model = null }
  }
}

module "account" {
  source = "../../../api-gateway-account"

  role_name = "${var.name}-api-gateway-logs"
}

module "movies" {
  source = "../../../lambda"

  name    = var.name
  handler = "movies.handler"
}

module "api" {
  source = "../.."

  name        = var.name
  description = "Movies"
  paths       = toset([for key in keys(local.methods) : split(" ", key)[1]])
  methods     = { for key, method in module.method : key => method.fingerprint }
  throttling  = { rate = 20, burst = 10 }
  access_log  = { retention_days = 7 }
  metrics     = true
  tracing     = true
  tags        = { team = "movies" }

  models = {
    Movie = jsonencode({
      "$schema"  = "http://json-schema.org/draft-04/schema#"
      type       = "object"
      required   = ["title"]
      properties = { title = { type = "string", minLength = 1, maxLength = 200 } }
    })
  }

  cors = {
    allow_origin  = var.allow_origin
    allow_headers = ["authorization", "content-type"]
  }

  depends_on = [module.account]
}

module "method" {
  source   = "../../../rest-api-method"
  for_each = local.methods

  resource      = module.api.resources[split(" ", each.key)[1]]
  http_method   = split(" ", each.key)[0]
  function      = module.movies
  authorization = { type = each.value.authorization }

  request = each.value.model == null ? null : {
    validator_id = module.api.request_validator_id
    models       = { "application/json" = module.api.models[each.value.model] }
  }
}

output "url" {
  value = "${module.api.invoke_url}/movies"
}
