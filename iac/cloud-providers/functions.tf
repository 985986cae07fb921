# One module block per app: apps/<name> is deployed as <environment>-<name>. A role allows the actions that the code calls, on the
# resources that it calls them on; tests/e2e fail for a grant that is missing and for one that nothing uses.

locals {
  # Each stage of the API invokes the alias of its name, which reads and writes the table of the stage.
  stages = toset(["prod", "test"])
  # `slipway deploy` without --alias moves live, which no stage invokes.
  aliases = setunion(["live"], local.stages)

  # In seconds, longer than the SDK takes at most for the calls of one request (libs/runtime/aws.py: 9 a call).
  timeout = 20

  tables = [for table in aws_dynamodb_table.providers : table.arn]

  # A version has one configuration for all of its aliases: the function finds its table by the stage of the request.
  environment = { CLOUD_PROVIDERS_TABLES = jsonencode({ for stage, table in aws_dynamodb_table.providers : stage => table.name }) }
}

module "list_cloud_providers" {
  source = "../../modules/lambda"

  name        = "${var.environment}-list-cloud-providers"
  description = "GET /providers"
  handler     = "list_cloud_providers.handler"
  timeout     = local.timeout
  alarms      = local.alarms
  traces      = var.traces
  environment = local.environment
  aliases     = local.aliases
  released_by = var.released_by

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements           = [{ actions = ["dynamodb:Scan"], resources = local.tables }]
  }
}

module "put_cloud_provider" {
  source = "../../modules/lambda"

  name        = "${var.environment}-put-cloud-provider"
  description = "POST /providers"
  handler     = "put_cloud_provider.handler"
  timeout     = local.timeout
  alarms      = local.alarms
  traces      = var.traces
  environment = local.environment
  aliases     = local.aliases
  released_by = var.released_by

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements           = [{ actions = ["dynamodb:PutItem"], resources = local.tables }]
  }
}
