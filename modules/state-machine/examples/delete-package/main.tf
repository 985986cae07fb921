module "account" {
  source = "../../../api-gateway-account"

  role_name = "${var.name}-api-gateway-logs"
}

module "packages" {
  source = "../../../table"

  name                = var.name
  hash_key            = "algorithm"
  range_key           = "version"
  stream_view_type    = "NEW_AND_OLD_IMAGES"
  deletion_protection = var.deletion_protection
}

module "files" {
  source = "../../../bucket"

  name_prefix   = "${var.name}-"
  force_destroy = !var.deletion_protection
}

module "machine" {
  source = "../.."

  name       = var.name
  definition = file("${path.module}/delete-package.asl.json")

  substitutions = {
    table              = module.packages.name
    bucket             = module.files.bucket
    first_wait_seconds = var.waits.first_seconds
    attempts           = var.waits.attempts
  }

  resources = {
    "dynamodb:updateItem" = [module.packages.arn]
    "dynamodb:getItem"    = [module.packages.arn]
    "dynamodb:deleteItem" = [module.packages.arn]
    "s3:deleteObject"     = ["${module.files.arn}/*"]
  }
}

resource "aws_iam_role" "api" {
  name = "${var.name}-api"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "api" {
  name = "start"
  role = aws_iam_role.api.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "states:StartExecution", Resource = module.machine.arn }]
  })
}

module "api" {
  source = "../../../rest-api"

  name       = var.name
  access_log = { role_arn = module.account.role_arn }
  usage_plan = { rate = 1, burst = 5, quota = { limit = 1000 } }

  methods = {
    "DELETE /algorithms/{algorithmId}" = {
      api_key_required = true
      request          = { parameters = ["querystring.version"] }
      integration = {
        service          = "states"
        action           = "StartExecution"
        role_arn         = aws_iam_role.api.arn
        request_template = templatefile("${path.module}/start-deletion.vtl", { machine_arn = module.machine.arn })
        responses = {
          "202" = { template = jsonencode({ executionId = "$context.requestId" }) }
          # Nothing that a client sends is refused by StartExecution: the fault is here.
          "500" = { pattern = "[45]\\d{2}", template = jsonencode({ message = "The deletion could not be started", requestId = "$context.requestId" }) }
        }
      }
    }
  }
}
