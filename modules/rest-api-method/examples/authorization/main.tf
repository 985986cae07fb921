module "movies" {
  source = "../../../lambda"

  name    = var.name
  handler = "movies.handler"
}

module "authorizer" {
  source = "../../../lambda"

  name    = "${var.name}-authorizer"
  handler = "authorizer.handler"

  callers = {
    gateway = {
      principal  = "apigateway.amazonaws.com"
      source_arn = "${aws_api_gateway_rest_api.this.execution_arn}/authorizers/*"
    }
  }
}

resource "aws_cognito_user_pool" "this" {
  name = var.name
}

resource "aws_api_gateway_rest_api" "this" {
  name = var.name

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_resource" "movies" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = "movies"
}

resource "aws_api_gateway_authorizer" "cognito" {
  name          = "cognito"
  rest_api_id   = aws_api_gateway_rest_api.this.id
  type          = "COGNITO_USER_POOLS"
  provider_arns = [aws_cognito_user_pool.this.arn]
}

resource "aws_api_gateway_authorizer" "custom" {
  name           = "custom"
  rest_api_id    = aws_api_gateway_rest_api.this.id
  type           = "TOKEN"
  authorizer_uri = module.authorizer.function.invoke_arn
}

resource "aws_api_gateway_request_validator" "parameters" {
  name                        = "parameters"
  rest_api_id                 = aws_api_gateway_rest_api.this.id
  validate_request_parameters = true
}

locals {
  resource = {
    rest_api_id   = aws_api_gateway_rest_api.this.id
    execution_arn = aws_api_gateway_rest_api.this.execution_arn
    id            = aws_api_gateway_resource.movies.id
    path          = aws_api_gateway_resource.movies.path
  }
}

module "open" {
  source = "../.."

  resource             = local.resource
  http_method          = "GET"
  function             = module.movies
  api_key_required     = true
  timeout_milliseconds = 5000

  request = {
    validator_id = aws_api_gateway_request_validator.parameters.id
    parameters   = ["querystring.limit"]
  }
}

module "iam" {
  source = "../.."

  resource      = local.resource
  http_method   = "POST"
  function      = module.movies
  authorization = { type = "AWS_IAM" }
}

module "cognito" {
  source = "../.."

  resource    = local.resource
  http_method = "PUT"
  function    = module.movies

  authorization = {
    type          = "COGNITO_USER_POOLS"
    authorizer_id = aws_api_gateway_authorizer.cognito.id
    scopes        = ["movies/write"]
  }
}

module "custom" {
  source = "../.."

  resource      = local.resource
  http_method   = "DELETE"
  function      = module.movies
  authorization = { type = "CUSTOM", authorizer_id = aws_api_gateway_authorizer.custom.id }
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  triggers = {
    methods = join(" ", [module.open.fingerprint, module.iam.fingerprint, module.cognito.fingerprint, module.custom.fingerprint])
  }

  lifecycle {
    create_before_destroy = true
  }
}
