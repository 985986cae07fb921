resource "aws_iam_role" "api" {
  name                 = "${var.environment}-packages-api"
  path                 = var.role_path
  permissions_boundary = var.permissions_boundary

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
    Statement = [{ Effect = "Allow", Action = "states:StartExecution", Resource = module.delete_package.arn }]
  })

  lifecycle {
    replace_triggered_by = [aws_iam_role.api.unique_id] # IAM deletes it with its role, whose new one has the same name
  }
}

# An API key identifies a caller, for its limits and the log; it can't be the only protection of data that can't be restored:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
module "api" {
  source = "../../modules/rest-api"

  name        = "${var.environment}-packages"
  description = "Packages of algorithms: delete"
  alarms      = local.alarms
  usage_plan  = var.usage_plan

  methods = {
    "DELETE /algorithms/{algorithmId}" = {
      api_key_required = true
      request          = { parameters = ["querystring.version"] }
      integration = {
        service          = "states"
        action           = "StartExecution"
        role_arn         = aws_iam_role.api.arn
        request_template = templatefile("${path.module}/start-deletion.vtl", { machine_arn = module.delete_package.arn })
        responses = {
          "202" = { template = jsonencode({ executionId = "$context.requestId" }) }
          # Nothing that a client sends is refused by StartExecution: the fault is here.
          "500" = { pattern = "[45]\\d{2}", template = jsonencode({ message = "The deletion could not be started", requestId = "$context.requestId" }) }
        }
      }
    }
  }
}
