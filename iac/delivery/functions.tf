# The actions of the pipeline that are functions. `slipway deploy` deploys their code.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  arn_suffix = "${var.region}:${data.aws_caller_identity.current.account_id}"
  functions = { for app in local.apps :
    app => "arn:${data.aws_partition.current.partition}:lambda:${local.arn_suffix}:function:${var.environment}-${app}"
  }

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
