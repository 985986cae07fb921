module "name_with_a_space" {
  source = "../../../../../../modules/rest-api"

  name    = "my movies"
  paths   = ["/movies"]
  methods = {}
}

module "paths_trailing_slash" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/movies/"]
  methods = {}
}

module "paths_first_level_parameter" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/{movieID}"]
  methods = {}
}

module "paths_six_levels" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/a/b/c/d/e/f"]
  methods = {}
}

module "paths_two_parameters_in_a_place" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/movies/{movieID}", "/movies/{id}/cast"]
  methods = {}
}

module "models_name_with_a_dash" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/movies"]
  methods = {}
  models  = { new-movie = "{}" }
}

module "methods_key_without_method" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/movies"]
  methods = { "/movies" = "x" }
}

module "stage_name_with_a_slash" {
  source = "../../../../../../modules/rest-api"

  name       = "movies"
  paths      = ["/movies"]
  methods    = {}
  stage_name = "live/v1"
}

module "throttling_rate_zero" {
  source = "../../../../../../modules/rest-api"

  name       = "movies"
  paths      = ["/movies"]
  methods    = {}
  throttling = { rate = 0 }
}

module "throttling_burst_zero" {
  source = "../../../../../../modules/rest-api"

  name       = "movies"
  paths      = ["/movies"]
  methods    = {}
  throttling = { burst = 0 }
}

module "access_log_retention_days_no_step" {
  source = "../../../../../../modules/rest-api"

  name       = "movies"
  paths      = ["/movies"]
  methods    = {}
  access_log = { retention_days = 2 }
}

module "cors_origin_with_a_path" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/movies"]
  methods = {}
  cors    = { allow_origin = "https://www.example.com/" }
}

module "cors_header_with_a_quote" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/movies"]
  methods = {}
  cors    = { allow_origin = "*", allow_headers = ["x'y"] }
}

module "cors_age_too_long" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/movies"]
  methods = {}
  cors    = { allow_origin = "*", max_age_seconds = 86401 }
}
