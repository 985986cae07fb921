module "api_gateway_account" {
  source = "../../modules/api-gateway-account"
  count  = var.manage_api_gateway_account ? 1 : 0

  role_name            = "${var.environment}-api-gateway-logs"
  permissions_boundary = var.permissions_boundary
}

module "api" {
  source = "../../modules/rest-api"

  name        = "${var.environment}-movies"
  description = "Movies: create, read, list, update, delete"
  paths       = ["/movies", "/movies/{movieID}"]
  models      = { Movie = file("${path.module}/../../libs/movies/movie.schema.json") }
  throttling  = var.throttling

  cors = var.cors_allow_origin == null ? null : {
    allow_origin  = var.cors_allow_origin
    allow_headers = ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "x-amz-date", "x-amz-security-token", "x-correlation-id"]
  }

  methods = {
    "GET /movies"              = module.list_movies_method.fingerprint
    "POST /movies"             = module.create_movie_method.fingerprint
    "GET /movies/{movieID}"    = module.get_movie_method.fingerprint
    "PUT /movies/{movieID}"    = module.update_movie_method.fingerprint
    "DELETE /movies/{movieID}" = module.delete_movie_method.fingerprint
  }

  depends_on = [module.api_gateway_account]
}

locals {
  writes = { type = var.write_authorization }

  movie_in_body = {
    validator_id = module.api.request_validator_id
    models       = { "application/json" = module.api.models["Movie"] }
  }
}

module "list_movies_method" {
  source = "../../modules/rest-api-method"

  http_method = "GET"
  resource    = module.api.resources["/movies"]
  function    = module.list_movies
}

module "create_movie_method" {
  source = "../../modules/rest-api-method"

  http_method   = "POST"
  resource      = module.api.resources["/movies"]
  function      = module.create_movie
  authorization = local.writes
  request       = local.movie_in_body
}

module "get_movie_method" {
  source = "../../modules/rest-api-method"

  http_method = "GET"
  resource    = module.api.resources["/movies/{movieID}"]
  function    = module.get_movie
}

module "update_movie_method" {
  source = "../../modules/rest-api-method"

  http_method   = "PUT"
  resource      = module.api.resources["/movies/{movieID}"]
  function      = module.update_movie
  authorization = local.writes
  request       = local.movie_in_body
}

module "delete_movie_method" {
  source = "../../modules/rest-api-method"

  http_method   = "DELETE"
  resource      = module.api.resources["/movies/{movieID}"]
  function      = module.delete_movie
  authorization = local.writes
}
