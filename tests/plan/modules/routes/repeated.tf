# APIs with their functions, methods and authorizers, under count and for_each. Terraform takes a reference to an instance by an
# index that it has to evaluate for one to the whole module: a cycle if the module needs the block that refers to it.

module "list_movies" {
  source   = "../../../../modules/lambda"
  for_each = toset(["none", "one", "two"])

  name    = each.key
  handler = "list_movies.handler"
}

module "counted" {
  source = "../../../../modules/rest-api"
  count  = 1

  name    = "counted"
  methods = { "GET /movies" = { function = module.list_movies["none"] } }
}

module "each" {
  source   = "../../../../modules/rest-api"
  for_each = toset(["one", "two"])

  name    = each.key
  methods = { "GET /movies" = { function = module.list_movies[each.key] } }
}

module "added" {
  source = "../../../../modules/rest-api-method"
  count  = length(module.counted)

  resource    = module.counted[count.index].resources["/movies"]
  http_method = "PUT"
  function    = module.list_movies["none"]
}

module "authorized" {
  source = "./authorized"
  count  = 1

  function = module.list_movies["none"]
}
