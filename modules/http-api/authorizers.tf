resource "aws_apigatewayv2_authorizer" "this" {
  for_each = { for name, authorizer in var.authorizers : name => authorizer if authorizer.function == null }

  api_id           = aws_apigatewayv2_api.this.id
  name             = each.key
  authorizer_type  = "JWT"
  identity_sources = [each.value.identity_source]

  jwt_configuration {
    issuer   = each.value.issuer
    audience = each.value.audience
  }
}

module "authorizer" {
  source   = "../authorizer"
  for_each = { for name, authorizer in var.authorizers : name => authorizer if authorizer.function != null }

  name             = each.key
  http_api         = { id = aws_apigatewayv2_api.this.id, execution_arn = aws_apigatewayv2_api.this.execution_arn }
  function         = each.value.function
  identity_sources = each.value.identity_sources
  cache_seconds    = each.value.cache_seconds
}

locals {
  authorizer_ids = merge(
    { for name, authorizer in aws_apigatewayv2_authorizer.this : name => authorizer.id },
    { for name, authorizer in module.authorizer : name => authorizer.id },
  )
}
