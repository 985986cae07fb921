variable "name" {
  type    = string
  default = "example-movies"
}

module "account" {
  source = "../../../api-gateway-account"

  role_name = "${var.name}-api-gateway-logs"
}

module "list_movies" {
  source = "../../../lambda"

  name    = "${var.name}-list-movies"
  handler = "list_movies.handler"
}

module "api" {
  source = "../.."

  name    = var.name
  paths   = ["/movies"]
  methods = { "GET /movies" = module.list_movies_method.fingerprint }

  depends_on = [module.account]
}

module "list_movies_method" {
  source = "../../../rest-api-method"

  resource    = module.api.resources["/movies"]
  http_method = "GET"
  function    = module.list_movies
}

output "url" {
  value = "${module.api.invoke_url}/movies"
}
