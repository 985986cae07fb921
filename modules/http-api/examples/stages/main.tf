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

locals {
  aliases = { for name, alias in aws_lambda_alias.stage : name => {
    function = { name = module.list_movies.function.name, alias_name = split(":", alias.arn)[7], invoke_arn = alias.invoke_arn }
  } }
}

module "api" {
  source = "../.."

  name   = var.name
  routes = { "GET /movies" = { function = { aliases = local.aliases } } }

  stages = {
    test = { alias = "test" }
    prod = { alias = "prod" }
  }
}
