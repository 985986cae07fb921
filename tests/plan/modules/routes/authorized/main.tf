# An authorizer needs the API, and a method the authorizer.

variable "function" {
  type = object({ function = object({ name = string, alias_name = string, invoke_arn = string }) })
}

module "api" {
  source = "../../../../../modules/rest-api"

  name = "authorized"
  methods = {
    "GET /movies" = {
      function      = var.function
      authorization = { type = "CUSTOM", authorizer_id = aws_api_gateway_authorizer.this.id }
    }
  }
}

resource "aws_api_gateway_authorizer" "this" {
  name           = "authorized"
  rest_api_id    = module.api.id
  authorizer_uri = "arn"
}
