module "account" {
  source = "../../../api-gateway-account"

  role_name = "${var.name}-api-gateway-logs"
}

module "movies" {
  source = "../../../lambda"

  name    = "${var.name}-movies"
  handler = "movies.handler"
}

module "session_check" {
  source = "../../../lambda"

  name    = "${var.name}-session"
  handler = "session.handler"
}

resource "aws_cognito_user_pool" "users" {
  name = var.name
}

module "users" {
  source = "../.."

  name           = "users"
  rest_api       = { id = module.api.id, execution_arn = module.api.execution_arn }
  user_pool_arns = [aws_cognito_user_pool.users.arn]
}

module "session" {
  source = "../.."

  name             = "session"
  rest_api         = { id = module.api.id, execution_arn = module.api.execution_arn }
  function         = module.session_check
  event            = "TOKEN"
  identity_sources = ["header.X-Session"]
  token_pattern    = "^[a-z0-9-]+$"
  cache_seconds    = 60
}

module "partner" {
  source = "../.."

  name             = "partner"
  rest_api         = { id = module.api.id, execution_arn = module.api.execution_arn }
  function         = module.session_check
  identity_sources = ["header.X-Session", "querystring.partner"]
}

module "api" {
  source = "../../../rest-api"

  name       = var.name
  functions  = [module.movies]
  access_log = { role_arn = module.account.role_arn }

  methods = {
    "GET /movies"   = { function_name = module.movies.name, authorization = module.users.authorization }
    "GET /sessions" = { function_name = module.movies.name, authorization = module.session.authorization }
    "GET /partners" = { function_name = module.movies.name, authorization = module.partner.authorization }
  }
}
