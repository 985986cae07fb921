locals {
  get = { function = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } } }
}

module "name_with_a_space" {
  source = "../../../../../../modules/rest-api"

  name    = "my movies"
  methods = {}
}

module "methods_key_without_method" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = { "/movies" = local.get }
}

module "methods_key_in_small_letters" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = { "get /movies" = local.get }
}

module "methods_path_with_a_trailing_slash" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = { "GET /movies/" = local.get }
}

module "methods_path_of_six_levels" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = { "GET /a/b/c/d/e/f" = local.get }
}

module "methods_path_that_goes_on_after_a_greedy_parameter" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = { "GET /{proxy+}/movies" = local.get }
}

module "methods_two_parameters_in_a_place" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = { "GET /movies/{movieID}" = local.get, "GET /movies/{id}/cast" = local.get }
}

module "methods_parameter_beside_a_greedy_one" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = { "GET /{tenant}" = local.get, "GET /{proxy+}" = local.get }
}

module "models_name_with_a_dash" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = {}
  models  = { new-movie = "{}" }
}

module "stage_name_with_a_slash" {
  source = "../../../../../../modules/rest-api"

  name       = "movies"
  methods    = {}
  stage_name = "live/v1"
}

module "throttling_rate_zero" {
  source = "../../../../../../modules/rest-api"

  name       = "movies"
  methods    = {}
  throttling = { rate = 0 }
}

module "throttling_burst_zero" {
  source = "../../../../../../modules/rest-api"

  name       = "movies"
  methods    = {}
  throttling = { burst = 0 }
}

module "access_log_retention_days_not_accepted" {
  source = "../../../../../../modules/rest-api"

  name       = "movies"
  methods    = {}
  access_log = { retention_days = 2 }
}

module "cors_origin_with_a_path" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = {}
  cors    = { allow_origin = "https://www.example.com/" }
}

module "cors_header_with_a_quote" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = {}
  cors    = { allow_origin = "*", allow_headers = ["x'y"] }
}

module "cors_age_too_long" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  methods = {}
  cors    = { allow_origin = "*", max_age_seconds = 86401 }
}
