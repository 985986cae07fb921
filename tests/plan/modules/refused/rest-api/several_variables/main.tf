module "methods_unknown_path" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/movies"]
  methods = { "GET /actors" = "x" }
}

module "methods_options_beside_cors" {
  source = "../../../../../../modules/rest-api"

  name    = "movies"
  paths   = ["/movies"]
  methods = { "OPTIONS /movies" = "x" }
  cors    = { allow_origin = "*" }
}
