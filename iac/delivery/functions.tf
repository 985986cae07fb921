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

# End a canary.
resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = toset(var.canary == null && var.production.strategy == null ? [] : local.apps)

  alarm_name          = "${var.environment}-${each.key}-prod-errors"
  alarm_description   = "Invocations of ${var.environment}-${each.key} in the stage prod fail."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "${var.environment}-${each.key}", Resource = "${var.environment}-${each.key}:prod" }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
}
