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

  name       = var.name
  methods    = { "GET /movies" = { function_name = module.list_movies.name } }
  functions  = [module.list_movies]
  access_log = { role_arn = module.account.role_arn }
}
