# The actions of the pipeline that are functions. `slipway deploy` deploys their code.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  arn_suffix = "${var.region}:${data.aws_caller_identity.current.account_id}"
  functions = { for app in local.apps :
    app => "arn:${data.aws_partition.current.partition}:lambda:${local.arn_suffix}:function:${var.environment}-${app}"
  }

  api_arn = "arn:${data.aws_partition.current.partition}:apigateway:${var.region}::/apis/${coalesce(var.api_id, "none")}"

  # Neither action supports resource-level permissions. What protects a job is its id, which only its function receives.
  complete_job = { actions = ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"], resources = ["*"] }
}

module "deploy_functions" {
  source = "../../modules/lambda"

  name        = "${var.environment}-deploy-functions"
  description = "Pipeline action: publishes versions, checks them, and moves an alias to them"
  handler     = "deploy_functions.handler"
  timeout     = 300
  memory_size = 512
  alarms      = local.alarms
  traces      = var.traces

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements = [
      {
        actions = [
          "lambda:CreateAlias",
          "lambda:GetAlias",
          "lambda:GetFunction",
          "lambda:InvokeFunction",
          "lambda:PublishVersion",
          "lambda:UpdateAlias",
          "lambda:UpdateFunctionCode",
        ]
        resources = flatten([for arn in values(local.functions) : [arn, "${arn}:*"]])
      },
      { actions = ["cloudwatch:DescribeAlarms"], resources = ["*"] }, # a list action
      local.complete_job,
    ]
  }
}

module "deploy_api" {
  source = "../../modules/lambda"
  count  = var.api_id == null ? 0 : 1

  name        = "${var.environment}-deploy-api"
  description = "Pipeline action: imports an OpenAPI document, and deploys it to a stage"
  handler     = "deploy_api.handler"
  timeout     = 120
  memory_size = 512
  alarms      = local.alarms
  traces      = var.traces

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements = [
      {
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
        actions   = ["apigateway:GET", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"]
        resources = [local.api_arn, "${local.api_arn}/*"]
      },
      local.complete_job,
    ]
  }
}
