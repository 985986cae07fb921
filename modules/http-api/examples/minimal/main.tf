module "list_movies" {
  source = "../../../lambda"

  name    = "${var.name}-list-movies"
  handler = "list_movies.handler"
}

module "api" {
  source = "../.."

  name   = var.name
  routes = { "GET /movies" = { function = module.list_movies } }
}
