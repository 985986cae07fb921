# The permissions to apply an environment: on resources named <environment>-… or tagged with it, and on roles in its path, within the
# boundary.

locals {
  vpcs = { for environment in var.environments : environment => sort(lookup(var.vpc_ids, environment, [])) }

  # In no VPC, or in one of the environment's.
  in_vpcs = { for environment, ids in local.vpcs : environment => { for key in ["codebuild:vpcConfig.vpcId", "lambda:VpcIds"] : key => {
    (length(ids) == 0 ? "Null" : "StringEqualsIfExists") = { (key) = coalescelist(ids, ["true"]) }
  } } }

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
          "lambda:CreateFunctionUrlConfig",
          "lambda:DeleteAlias",
          "lambda:DeleteFunction",
          "lambda:DeleteFunctionConcurrency",
          "lambda:DeleteFunctionEventInvokeConfig",
          "lambda:DeleteFunctionUrlConfig",
          "lambda:DeleteProvisionedConcurrencyConfig",
          "lambda:PublishVersion",
          "lambda:PutFunctionConcurrency",
          "lambda:PutFunctionEventInvokeConfig",
          "lambda:PutProvisionedConcurrencyConfig",
          "lambda:RemovePermission",
          "lambda:TagResource",
          "lambda:UntagResource",
          "lambda:UpdateAlias",
          "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionUrlConfig",
        ]
        resources = ["${local.arns.lambda}:function:${environment}-*"]
      },
      {
        # Lambda finds the VPC of the subnets:
        # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#vpc-conditions
        actions   = ["lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"]
        resources = ["${local.arns.lambda}:function:${environment}-*"]
        condition = local.in_vpcs[environment]["lambda:VpcIds"]
      },
      # A layer's version is used with the caller's permission. AWS and others publish layers in their accounts.
      {
        actions   = ["lambda:DeleteLayerVersion", "lambda:GetLayerVersion", "lambda:PublishLayerVersion"]
        resources = ["${local.arns.lambda}:layer:${environment}-*"]
      },
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
      {
        # For file_system of modules/lambda: https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html
        actions   = ["elasticfilesystem:DescribeMountTargets"]
        resources = local.file_systems
        condition = local.not_of_another[environment]
      },
      # Their roles, and those of pipelines and rules.
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
          for service in ["apigateway", "codebuild", "codepipeline", "events", "lambda", "scheduler", "states"] : "${service}.amazonaws.com"
        ] } }
      },
      {
        actions   = ["iam:PassRole"]
        resources = lookup(local.build_role_arns, environment, [])
        condition = { StringEquals = { "iam:PassedToService" = ["codebuild.amazonaws.com"] } }
      },
    ]

    data = concat(local.scaling_writes[environment], [
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
        actions   = ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:UpdateSchedule"]
        resources = ["${local.arns.scheduler}:schedule/default/${environment}-*"]
      },
      {
        # Without the values.
        actions   = [for action in ["CreateSecret", "DeleteSecret", "TagResource", "UntagResource", "UpdateSecret"] : "secretsmanager:${action}"]
        resources = [for separator in ["-", "/"] : "${local.arns.secretsmanager}:secret:${environment}${separator}*"]
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
          "states:CreateStateMachine",
          "states:DeleteStateMachine",
          "states:TagResource",
          "states:UntagResource",
          "states:UpdateStateMachine",
        ]
        resources = ["${local.arns.states}:stateMachine:${environment}-*"]
      },
      {
        actions = [
          "cloudwatch:DeleteAlarms",
          "cloudwatch:PutCompositeAlarm",
          "cloudwatch:PutMetricAlarm",
          "cloudwatch:TagResource",
          "cloudwatch:UntagResource",
        ]
        resources = ["${local.arns.cloudwatch}:alarm:${environment}-*"]
      },
      {
        actions   = ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"]
        resources = [local.dashboards[environment]]
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
    ])
  } }
}
