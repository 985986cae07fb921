# One module block per app: apps/<name> is deployed as <environment>-<name>. A role allows the actions that the code calls, on the
# resources that it calls them on; tests/e2e fail for a grant that is missing and for one that nothing uses.

locals {
  # In seconds, longer than the SDK takes at most for the calls of one request (libs/runtime/aws.py: 9 a call).
  timeout = 20

  # In MB, as in the measurements that the variants are compared with.
  memory_size = 1024

  primings    = { primed-call = "call", primed-request = "request" }
  environment = merge({ PRODUCTS_TABLE = aws_dynamodb_table.products.name }, { for name in lookup(local.primings, var.start, null)[*] : "PRIMING" => name })
}

module "get_product" {
  source = "../../modules/lambda"

  name        = "${var.environment}-get-product"
  description = "GET /products/{id}"
  handler     = "get_product.handler"
  timeout     = local.timeout
  memory_size = local.memory_size
  snap_start  = var.start != "plain"
  alarms      = local.alarms
  traces      = var.traces
  environment = local.environment

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements           = [{ actions = ["dynamodb:GetItem"], resources = [aws_dynamodb_table.products.arn] }]
  }
}

module "put_product" {
  source = "../../modules/lambda"

  name        = "${var.environment}-put-product"
  description = "PUT /products/{id}"
  handler     = "put_product.handler"
  timeout     = local.timeout
  memory_size = local.memory_size
  snap_start  = var.start != "plain"
  alarms      = local.alarms
  traces      = var.traces
  environment = local.environment

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements           = [{ actions = ["dynamodb:PutItem"], resources = [aws_dynamodb_table.products.arn] }]
  }
}
