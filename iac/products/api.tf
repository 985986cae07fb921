module "api_gateway_account" {
  source = "../../modules/api-gateway-account"
  count  = var.manage_api_gateway_account ? 1 : 0

  role_name = "${var.environment}-products-api-gateway-logs"
  role      = { permissions_boundary = var.permissions_boundary, path = var.role_path }
}

module "api" {
  source = "../../modules/rest-api"

  name        = "${var.environment}-products"
  description = "Products: read, create, replace"
  models      = { Product = file("${path.module}/../../libs/products/product.schema.json") }
  throttling  = var.throttling
  usage_plan  = var.usage_plan
  alarms      = local.alarms
  access_log  = { role_arn = one(module.api_gateway_account[*].role_arn) }

  methods = {
    "GET /products/{id}" = { function_name = module.get_product.name, api_key_required = true }
    "PUT /products/{id}" = {
      function_name    = module.put_product.name
      api_key_required = true
      request          = { models = { "application/json" = "Product" } }
    }
  }

  functions = [module.get_product, module.put_product]
}
