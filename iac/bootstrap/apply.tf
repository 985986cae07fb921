# The permissions to apply an environment: on resources named <environment>-…, and on roles only within the boundary.

locals {
  apply_environments = { for environment in var.environments : environment => {
    state = [
      { actions = ["s3:ListBucket"], resources = [aws_s3_bucket.state.arn] },
      {
        actions   = ["s3:GetObject", "s3:PutObject"]
        resources = ["${aws_s3_bucket.state.arn}/${environment}/*.tfstate"]
      },
      {
        actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        resources = ["${aws_s3_bucket.state.arn}/${environment}/*.tfstate.tflock"]
      },
    ]

    functions = [
      {
        actions = [
          "lambda:AddPermission",
          "lambda:CreateAlias",
          "lambda:CreateFunction",
          "lambda:DeleteAlias",
          "lambda:DeleteFunction",
          "lambda:DeleteFunctionConcurrency",
          "lambda:DeleteFunctionEventInvokeConfig",
          "lambda:PublishVersion",
          "lambda:PutFunctionConcurrency",
          "lambda:PutFunctionEventInvokeConfig",
          "lambda:RemovePermission",
          "lambda:TagResource",
          "lambda:UntagResource",
          "lambda:UpdateAlias",
          "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration",
        ]
        resources = ["${local.arns.lambda}:function:${environment}-*"]
      },
      {
        actions   = ["lambda:TagResource", "lambda:UntagResource"]
        resources = ["${local.arns.lambda}:event-source-mapping:*"]
      },
      {
        actions   = ["lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"]
        resources = ["*"]
        condition = { ArnLike = { "lambda:FunctionArn" = "${local.arns.lambda}:function:${environment}-*" } }
      },
      {
        actions   = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"]
        resources = ["${local.apis}/restapis", "${local.apis}/restapis/*", "${local.apis}/tags/*"]
      },
      { actions = ["apigateway:PATCH"], resources = ["${local.apis}/account"] },
    ]

    roles = [
      {
        actions = [
          "iam:CreateRole",
          "iam:DeleteRolePolicy",
          "iam:PutRolePermissionsBoundary",
          "iam:PutRolePolicy",
        ]
        resources = ["${local.roles}/${environment}-*"]
        condition = { StringEquals = { "iam:PermissionsBoundary" = aws_iam_policy.boundary[environment].arn } }
      },
      {
        actions   = ["iam:DeleteRole", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole"]
        resources = ["${local.roles}/${environment}-*"]
      },
      {
        actions   = ["iam:PassRole"]
        resources = ["${local.roles}/${environment}-*"]
        condition = { StringEquals = { "iam:PassedToService" = [
          for service in ["apigateway", "codebuild", "codepipeline", "events", "lambda"] : "${service}.amazonaws.com"
        ] } }
      },
    ]

    data = [
      {
        actions = [
          "dynamodb:CreateTable",
          "dynamodb:DeleteTable",
          "dynamodb:TagResource",
          "dynamodb:UntagResource",
          "dynamodb:UpdateContinuousBackups",
          "dynamodb:UpdateTable",
          "dynamodb:UpdateTimeToLive",
        ]
        resources = ["${local.arns.dynamodb}:table/${environment}-*"]
      },
      {
        actions   = ["sns:CreateTopic", "sns:DeleteTopic", "sns:SetTopicAttributes", "sns:Subscribe", "sns:TagResource", "sns:UntagResource"]
        resources = ["${local.arns.sns}:${environment}-*"]
      },
      { actions = ["sns:SetSubscriptionAttributes", "sns:Unsubscribe"], resources = ["*"] }, # without resource-level permissions
      {
        actions   = ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"]
        resources = ["${local.arns.sqs}:${environment}-*"]
      },
      {
        actions = [
          "ses:CreateConfigurationSet",
          "ses:CreateEmailIdentity",
          "ses:DeleteConfigurationSet",
          "ses:DeleteEmailIdentity",
          "ses:PutConfigurationSetDeliveryOptions",
          "ses:PutConfigurationSetReputationOptions",
          "ses:PutConfigurationSetSendingOptions",
          "ses:PutConfigurationSetSuppressionOptions",
          "ses:PutEmailIdentityConfigurationSetAttributes",
          "ses:TagResource",
          "ses:UntagResource",
        ]
        resources = ["${local.arns.ses}:configuration-set/${environment}-*", "${local.arns.ses}:identity/*"]
      },
      {
        actions   = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource"]
        resources = ["${local.arns.cloudwatch}:alarm:${environment}-*"]
      },
      {
        actions = [
          "logs:CreateLogGroup",
          "logs:DeleteLogGroup",
          "logs:DeleteRetentionPolicy",
          "logs:PutRetentionPolicy",
          "logs:TagResource",
          "logs:UntagResource",
        ]
        resources = flatten([for kind in local.log_kinds : [
          "${local.arns.logs}:log-group:/aws/${kind}/${environment}-*", "${local.arns.logs}:log-group:/aws/${kind}/${environment}-*:*",
        ]])
      },
    ]
  } }
}
