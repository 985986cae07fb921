module "list_movies" {
  source = "../../../lambda"

  name    = "${var.name}-list-movies"
  handler = "list_movies.handler"
}

resource "aws_lambda_alias" "stage" {
  for_each = toset(["test", "prod"])

  name             = each.key
  function_name    = module.list_movies.function.name
  function_version = "1"

  lifecycle {
    ignore_changes = [function_version, routing_config] # the deployer moves it
  }
}

module "api" {
  source = "../.."

  name   = var.name
  routes = { "GET /movies" = { function = { function = merge(module.list_movies.function, { aliases = aws_lambda_alias.stage }) } } }

  stages = {
    test = { alias = "test" }
    prod = { alias = "prod" }
  }
}
