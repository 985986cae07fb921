locals {
  # "/movies/{movieID}" needs "/movies" too.
  prefixes = toset(flatten([
    for path in var.paths : [
      for depth in range(2, length(split("/", path)) + 1) : join("/", slice(split("/", path), 0, depth))
    ] if path != "/"
  ]))

  # "/movies/{movieID}" = "/movies/{}". API Gateway takes one parameter a place: keyed by its name, a renamed one would
  # be made while the old one is there, and refused.
  keys = { for prefix in setunion(local.prefixes, var.paths) : prefix => replace(prefix, "/\\{[^}]+\\}/", "{}") }

  # By depth: { "/movies/{}" = { parent = "/movies", part = "{movieID}" } }
  levels = [
    for depth in range(1, 6) : {
      for prefix in local.prefixes : local.keys[prefix] => {
        parent = regex("^(.*)/", local.keys[prefix])[0]
        part   = regex("[^/]+$", prefix)
      } if length(split("/", prefix)) == depth + 1
    }
  ]

  resource_ids = merge(
    { "/" = aws_api_gateway_rest_api.this.root_resource_id },
    { for key, resource in aws_api_gateway_resource.level_1 : key => resource.id },
    { for key, resource in aws_api_gateway_resource.level_2 : key => resource.id },
    { for key, resource in aws_api_gateway_resource.level_3 : key => resource.id },
    { for key, resource in aws_api_gateway_resource.level_4 : key => resource.id },
    { for key, resource in aws_api_gateway_resource.level_5 : key => resource.id },
  )
}

resource "aws_api_gateway_rest_api" "this" {
  name        = var.name
  description = var.description
  tags        = var.tags

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

# One block a level: a resource can't take its parent from among its own instances.
resource "aws_api_gateway_resource" "level_1" {
  for_each    = local.levels[0]
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = each.value.part
}

resource "aws_api_gateway_resource" "level_2" {
  for_each    = local.levels[1]
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.level_1[each.value.parent].id
  path_part   = each.value.part
}

resource "aws_api_gateway_resource" "level_3" {
  for_each    = local.levels[2]
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.level_2[each.value.parent].id
  path_part   = each.value.part
}

resource "aws_api_gateway_resource" "level_4" {
  for_each    = local.levels[3]
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.level_3[each.value.parent].id
  path_part   = each.value.part
}

resource "aws_api_gateway_resource" "level_5" {
  for_each    = local.levels[4]
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.level_4[each.value.parent].id
  path_part   = each.value.part
}

resource "aws_api_gateway_model" "this" {
  for_each = var.models

  rest_api_id  = aws_api_gateway_rest_api.this.id
  name         = each.key
  content_type = "application/json"
  schema       = each.value
}

resource "aws_api_gateway_request_validator" "this" {
  rest_api_id                 = aws_api_gateway_rest_api.this.id
  name                        = "body-and-parameters"
  validate_request_body       = true
  validate_request_parameters = true
}
