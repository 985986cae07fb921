module "list_movies" {
  source = "../../../lambda"

  name    = "${var.name}-list-movies"
  handler = "list_movies.handler"
  aliases = ["test", "prod"]
}

module "api" {
  source = "../.."

  name                 = var.name
  routes               = { "GET /movies" = { function = module.list_movies } }
  routes_from_document = true

  stages = {
    test = { alias = "test", variables = { prefix = var.name } }
    prod = { alias = "prod", variables = { prefix = var.name } }
  }
}
