locals {
  paths = toset([for route in keys(var.methods) : split(" ", route)[1]])

  # "/movies/{movieID}" needs "/movies" too.
  prefixes = toset(flatten([
    for path in local.paths : [
      for depth in range(2, length(split("/", path)) + 1) : join("/", slice(split("/", path), 0, depth))
    ] if path != "/"
  ]))

  # Prefixes of parameters only, the longest last: "/{tenant}", "/{tenant}/{id}".
  parameters = sort([for prefix in local.prefixes : prefix if can(regex("^(/\\{[^}]+\\})+$", prefix))])

  # Where every other path ends. API Gateway allows one parameter in a place, so {proxy+} goes below those.
  catch_all = anytrue([for prefix in local.parameters : endswith(prefix, "+}")]) ? [] : [
    "${try(reverse(local.parameters)[0], "")}/{proxy+}"
  ]

  # "/movies/{movieID}" = "/movies/{}": resources are keyed by place. Keyed by name, a renamed parameter would be created
  # beside the old one, and refused.
  places = { for path in setunion(local.prefixes, local.catch_all, ["/"]) : path => replace(path, "/\\{[^}]+\\}/", "{}") }

  # By depth: { "/movies/{}" = { parent = "/movies", part = "{movieID}" } }
  levels = [
    for depth in range(1, 7) : {
      for path, place in local.places : place => {
        parent = regex("^(.*)/", place)[0]
        part   = regex("[^/]+$", path)
      } if path != "/" && length(split("/", path)) == depth + 1
    }
  ]

  resource_ids = merge(
    { "/" = aws_api_gateway_rest_api.this.root_resource_id },
    { for place, resource in aws_api_gateway_resource.level_1 : place => resource.id },
    { for place, resource in aws_api_gateway_resource.level_2 : place => resource.id },
    { for place, resource in aws_api_gateway_resource.level_3 : place => resource.id },
    { for place, resource in aws_api_gateway_resource.level_4 : place => resource.id },
    { for place, resource in aws_api_gateway_resource.level_5 : place => resource.id },
    { for place, resource in aws_api_gateway_resource.level_6 : place => resource.id },
  )
}

# One block a level: a resource can't refer to other instances of itself.
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

# Only {proxy+}, below five parameters.
resource "aws_api_gateway_resource" "level_6" {
  for_each    = local.levels[5]
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.level_5[each.value.parent].id
  path_part   = each.value.part
}
