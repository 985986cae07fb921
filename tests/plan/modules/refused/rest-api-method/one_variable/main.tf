locals {
  function = { function = { name = "f", alias_name = "live", invoke_arn = "arn" } }
  resource = { rest_api_id = "a", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a", id = "r", path = "/movies" }
}

module "http_method_in_small_letters" {
  source = "../../../../../../modules/rest-api-method"

  resource    = local.resource
  http_method = "get"
  function    = local.function
}

module "authorization_type_unknown" {
  source = "../../../../../../modules/rest-api-method"

  resource      = local.resource
  http_method   = "GET"
  function      = local.function
  authorization = { type = "JWT" }
}

module "authorization_cognito_without_authorizer" {
  source = "../../../../../../modules/rest-api-method"

  resource      = local.resource
  http_method   = "GET"
  function      = local.function
  authorization = { type = "COGNITO_USER_POOLS" }
}

module "authorization_custom_without_authorizer" {
  source = "../../../../../../modules/rest-api-method"

  resource      = local.resource
  http_method   = "GET"
  function      = local.function
  authorization = { type = "CUSTOM" }
}

module "authorization_iam_with_authorizer" {
  source = "../../../../../../modules/rest-api-method"

  resource      = local.resource
  http_method   = "GET"
  function      = local.function
  authorization = { type = "AWS_IAM", authorizer_id = "x" }
}

module "authorization_custom_with_scopes" {
  source = "../../../../../../modules/rest-api-method"

  resource      = local.resource
  http_method   = "GET"
  function      = local.function
  authorization = { type = "CUSTOM", authorizer_id = "x", scopes = ["movies/write"] }
}

module "request_validates_nothing" {
  source = "../../../../../../modules/rest-api-method"

  resource    = local.resource
  http_method = "GET"
  function    = local.function
  request     = { validator_id = "v" }
}

module "request_parameter_of_the_path" {
  source = "../../../../../../modules/rest-api-method"

  resource    = local.resource
  http_method = "GET"
  function    = local.function
  request     = { validator_id = "v", parameters = ["path.movieID"] }
}

module "timeout_milliseconds_too_long" {
  source = "../../../../../../modules/rest-api-method"

  resource             = local.resource
  http_method          = "GET"
  function             = local.function
  timeout_milliseconds = 29001
}
