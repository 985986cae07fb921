module "http_method_in_small_letters" {
  source = "../../../../../../modules/rest-api-method"

  resource    = { rest_api_id = "a", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a", id = "r", path = "/movies" }
  http_method = "get"
  function    = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } }
}

module "authorization_type_unknown" {
  source = "../../../../../../modules/rest-api-method"

  resource      = { rest_api_id = "a", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a", id = "r", path = "/movies" }
  http_method   = "GET"
  function      = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } }
  authorization = { type = "JWT" }
}

module "authorization_cognito_without_authorizer" {
  source = "../../../../../../modules/rest-api-method"

  resource      = { rest_api_id = "a", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a", id = "r", path = "/movies" }
  http_method   = "GET"
  function      = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } }
  authorization = { type = "COGNITO_USER_POOLS" }
}

module "authorization_custom_without_authorizer" {
  source = "../../../../../../modules/rest-api-method"

  resource      = { rest_api_id = "a", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a", id = "r", path = "/movies" }
  http_method   = "GET"
  function      = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } }
  authorization = { type = "CUSTOM" }
}

module "authorization_iam_with_authorizer" {
  source = "../../../../../../modules/rest-api-method"

  resource      = { rest_api_id = "a", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a", id = "r", path = "/movies" }
  http_method   = "GET"
  function      = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } }
  authorization = { type = "AWS_IAM", authorizer_id = "x" }
}

module "authorization_custom_with_scopes" {
  source = "../../../../../../modules/rest-api-method"

  resource      = { rest_api_id = "a", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a", id = "r", path = "/movies" }
  http_method   = "GET"
  function      = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } }
  authorization = { type = "CUSTOM", authorizer_id = "x", scopes = ["movies/write"] }
}

module "request_validates_nothing" {
  source = "../../../../../../modules/rest-api-method"

  resource    = { rest_api_id = "a", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a", id = "r", path = "/movies" }
  http_method = "GET"
  function    = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } }
  request     = { validator_id = "v" }
}

module "request_parameter_of_the_path" {
  source = "../../../../../../modules/rest-api-method"

  resource    = { rest_api_id = "a", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a", id = "r", path = "/movies" }
  http_method = "GET"
  function    = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } }
  request     = { validator_id = "v", parameters = ["path.movieID"] }
}

module "timeout_milliseconds_too_long" {
  source = "../../../../../../modules/rest-api-method"

  resource             = { rest_api_id = "a", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a", id = "r", path = "/movies" }
  http_method          = "GET"
  function             = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } }
  timeout_milliseconds = 29001
}
