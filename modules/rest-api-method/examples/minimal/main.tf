variable "name" {
  type    = string
  default = "example-method"
}

module "account" {
  source = "../../../api-gateway-account"

  role_name = "${var.name}-api-gateway-logs"
}

module "get_movie" {
  source = "../../../lambda"

  name    = var.name
  handler = "get_movie.handler"
}

module "api" {
  source = "../../../rest-api"

  name    = var.name
  paths   = ["/movies/{movieID}"]
  methods = { "GET /movies/{movieID}" = module.get_movie_method.fingerprint }

  depends_on = [module.account]
}

module "get_movie_method" {
  source = "../.."

  resource    = module.api.resources["/movies/{movieID}"]
  http_method = "GET"
  function    = module.get_movie
}

output "url" {
  value = "${module.api.invoke_url}/movies/1"
}
