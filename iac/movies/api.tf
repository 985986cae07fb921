module "api_gateway_account" {
  source = "../../modules/api-gateway-account"
  count  = var.manage_api_gateway_account ? 1 : 0

  role_name            = "${var.environment}-api-gateway-logs"
  role_path            = var.role_path
  permissions_boundary = var.permissions_boundary
}

locals {
  writes = { type = var.write_authorization }
  movie  = { models = { "application/json" = "Movie" } }
}

module "api" {
  source = "../../modules/rest-api"

  name        = "${var.environment}-movies"
  description = "Movies: create, read, list, update, delete"
  models      = { Movie = file("${path.module}/../../libs/movies/movie.schema.json") }
  throttling  = var.throttling

  methods = {
    "GET /movies"              = { function = module.list_movies }
    "POST /movies"             = { function = module.create_movie, authorization = local.writes, request = local.movie }
    "GET /movies/{movieID}"    = { function = module.get_movie }
    "PUT /movies/{movieID}"    = { function = module.update_movie, authorization = local.writes, request = local.movie }
    "DELETE /movies/{movieID}" = { function = module.delete_movie, authorization = local.writes }
  }

  cors = var.cors_allow_origin == null ? null : {
    allow_origin = var.cors_allow_origin
    allow_headers = [
      "authorization",
      "content-type",
      "idempotency-key",
      "if-match",
      "if-none-match",
      "x-amz-date",
      "x-amz-security-token",
      "x-correlation-id",
    ]
  }

  depends_on = [module.api_gateway_account]
}
