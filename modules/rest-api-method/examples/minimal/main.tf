# The API, which another configuration owns: its ids would come from there.
resource "aws_api_gateway_rest_api" "movies" {
  name = var.name

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_resource" "ratings" {
  rest_api_id = aws_api_gateway_rest_api.movies.id
  parent_id   = aws_api_gateway_rest_api.movies.root_resource_id
  path_part   = "ratings"
}

module "list_ratings" {
  source = "../../../lambda"

  name    = var.name
  handler = "list_ratings.handler"
}

module "list_ratings_method" {
  source = "../.."

  http_method = "GET"
  function    = module.list_ratings

  resource = {
    rest_api_id   = aws_api_gateway_rest_api.movies.id
    execution_arn = aws_api_gateway_rest_api.movies.execution_arn
    id            = aws_api_gateway_resource.ratings.id
    path          = aws_api_gateway_resource.ratings.path
  }
}

# A deployment is a snapshot of the whole API. The fingerprint makes a new one when the method changes.
resource "aws_api_gateway_deployment" "ratings" {
  rest_api_id = aws_api_gateway_rest_api.movies.id
  triggers    = { methods = module.list_ratings_method.fingerprint }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "ratings" {
  rest_api_id   = aws_api_gateway_rest_api.movies.id
  deployment_id = aws_api_gateway_deployment.ratings.id
  stage_name    = "ratings"
}
