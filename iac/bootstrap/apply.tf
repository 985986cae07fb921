# The permissions to apply an environment: on resources named <environment>-… or tagged with it, and on roles in its path, within the
# boundary.

locals {
  apply_environments = { for environment in var.environments : environment => {
    state = [
      { actions = ["s3:ListBucket"], resources = [local.state] },
      {
        actions   = ["s3:GetObject", "s3:PutObject"]
        resources = ["${local.state}/${environment}/*.tfstate"]
      },
      {
        actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        resources = ["${local.state}/${environment}/*.tfstate.tflock"]
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
      # A layer's version is used with the caller's permission. AWS and others publish layers in their accounts.
      { actions = ["lambda:GetLayerVersion"], resources = ["${local.arns.lambda}:layer:${environment}-*"] },
      {
        actions   = ["lambda:GetLayerVersion"]
        resources = ["arn:${local.partition}:lambda:${var.region}:*:layer:*"]
        condition = { StringNotEquals = { "aws:ResourceAccount" = local.account_id } }
      },
      {
        # For vpc of modules/lambda: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
        actions   = ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:GetSecurityGroupsForVpc"]
        resources = ["*"] # list actions
      },
    ]

    mappings = [
      {
        actions   = ["lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"]
        resources = ["*"]
        condition = { ArnLike = { "lambda:FunctionArn" = "${local.arns.lambda}:function:${environment}-*" } }
      },
      {
        actions   = ["lambda:TagResource"]
        resources = ["${local.arns.lambda}:event-source-mapping:*"]
        condition = local.tagged_on_creation[environment]
      },
      {
        actions   = ["lambda:TagResource"]
        resources = ["${local.arns.lambda}:event-source-mapping:*"]
        condition = local.retagged[environment]
      },
      {
        actions   = ["lambda:UntagResource"]
        resources = ["${local.arns.lambda}:event-source-mapping:*"]
        condition = local.untagged[environment]
      },
    ]

    apis = [
      {
        actions   = ["apigateway:POST", "apigateway:UpdateRestApiPolicy"]
        resources = ["${local.apis}/restapis"]
        condition = local.created[environment]
      },
      {
        # Whatever belongs to an API has its tags here:
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
        actions = [
          "apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT", "apigateway:UpdateRestApiPolicy",
        ]
        resources = ["${local.apis}/restapis/*"]
        condition = local.owned[environment]
      },
      {
        # Tags have no tags. Changing those of an API needs apigateway:PATCH on the API too, which the statement above limits:
        # https://github.com/iann0036/iam-dataset/pull/39
        actions   = ["apigateway:PUT"]
        resources = ["${local.apis}/tags/*"]
        condition = { StringEqualsIfExists = { "aws:RequestTag/Environment" = environment } }
      },
      {
        actions   = ["apigateway:DELETE"]
        resources = ["${local.apis}/tags/*"]
        condition = { "ForAllValues:StringNotEquals" = { "aws:TagKeys" = ["Environment"] } }
      },
      { actions = ["apigateway:PATCH"], resources = ["${local.apis}/account"] },
    ]

    roles = [
      {
        # All of IAM's actions on roles that have this condition key.
        actions = [
          "iam:CreateRole",
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:PutRolePermissionsBoundary",
          "iam:PutRolePolicy",
          "iam:UpdateAssumeRolePolicy",
          "iam:UpdateRole",
        ]
        resources = [local.roles[environment]]
        condition = { StringEquals = { "iam:PermissionsBoundary" = local.boundaries[environment] } }
      },
      { actions = ["iam:TagRole", "iam:UntagRole"], resources = [local.roles[environment]] },
      {
        actions   = ["iam:PassRole"]
        resources = [local.roles[environment]]
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
        resources = local.log_groups[environment]
      },
    ]

    email = [
      {
        actions = [
          "ses:CreateConfigurationSet",
          "ses:DeleteConfigurationSet",
          "ses:PutConfigurationSetDeliveryOptions",
          "ses:PutConfigurationSetReputationOptions",
          "ses:PutConfigurationSetSendingOptions",
          "ses:PutConfigurationSetSuppressionOptions",
          "ses:PutEmailIdentityConfigurationSetAttributes",
          "ses:TagResource",
          "ses:UntagResource",
        ]
        resources = ["${local.arns.ses}:configuration-set/${environment}-*"]
      },
      # The name of an identity is an address or a domain.
      { actions = ["ses:CreateEmailIdentity"], resources = [local.identities], condition = local.created[environment] },
      {
        actions   = ["ses:DeleteEmailIdentity", "ses:PutEmailIdentityConfigurationSetAttributes"]
        resources = [local.identities]
        condition = local.owned[environment]
      },
      { actions = ["ses:TagResource"], resources = [local.identities], condition = local.tagged_on_creation[environment] },
      { actions = ["ses:TagResource"], resources = [local.identities], condition = local.retagged[environment] },
      { actions = ["ses:UntagResource"], resources = [local.identities], condition = local.untagged[environment] },
    ]
  } }
}
