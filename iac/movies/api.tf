module "api_gateway_account" {
  source = "../../modules/api-gateway-account"
  count  = var.manage_api_gateway_account ? 1 : 0

  role_name = "${var.environment}-api-gateway-logs"
  role      = { permissions_boundary = var.permissions_boundary, path = var.role_path }
}

locals {
  stage_name = "live"

  writes = { type = var.write_authorization }
  movie  = { models = { "application/json" = "Movie" } }
}

module "api" {
  source = "../../modules/rest-api"

  name        = "${var.environment}-movies"
  description = "Movies: create, read, list, update, delete"
  models      = { Movie = file("${path.module}/../../libs/movies/movie.schema.json") }
  stage_name  = local.stage_name
  throttling  = var.throttling
  alarms      = local.alarms
  domain      = var.domain
  access_log  = { role_arn = one(module.api_gateway_account[*].role_arn) }

  methods = {
    "GET /movies"              = { function_name = module.list_movies.name }
    "POST /movies"             = { function_name = module.create_movie.name, authorization = local.writes, request = local.movie }
    "GET /movies/{movieID}"    = { function_name = module.get_movie.name }
    "PUT /movies/{movieID}"    = { function_name = module.update_movie.name, authorization = local.writes, request = local.movie }
    "DELETE /movies/{movieID}" = { function_name = module.delete_movie.name, authorization = local.writes }
  }

  functions = [module.list_movies, module.create_movie, module.get_movie, module.update_movie, module.delete_movie]

  cors = var.cors_allow_origin == null ? null : {
    allow_origin = var.cors_allow_origin
    allow_headers = [
      "authorization",
      "content-type",
      "idempotency-key",
      "if-match",
      "if-none-match",
      "traceparent",
      "tracestate",
      "x-amz-date",
      "x-amz-security-token",
      "x-correlation-id",
    ]
  }
}
