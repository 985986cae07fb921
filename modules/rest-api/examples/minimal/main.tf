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
  methods = { "GET /movies" = { function = module.list_movies } }

  depends_on = [module.account]
}
