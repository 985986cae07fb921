locals {
  get = { function = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } } }
}

module "methods_options_beside_cors" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = { "OPTIONS /movies" = local.get }
  cors    = { allow_origin = "*" }
}

module "methods_model_unknown" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = { "POST /movies" = merge(local.get, { request = { models = { "application/json" = "Film" } } }) }
  models  = { Movie = "{}" }
}
