module "session_check" {
  source = "../../../lambda"

  name    = "${var.name}-session"
  handler = "session.handler"
}

module "movies" {
  source = "../../../lambda"

  name    = "${var.name}-movies"
  handler = "movies.handler"
}

module "api" {
  source = "../../../http-api"

  name        = var.name
  authorizers = { session = { function = module.session_check } }
  routes      = { "GET /movies" = { function = module.movies, authorization = { type = "CUSTOM", authorizer = "session" } } }
}
