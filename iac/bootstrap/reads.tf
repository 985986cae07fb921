# What Terraform reads to plan: settings, never what a table or a queue holds. All environments for the plan
# role, its own one for an apply role.

locals {
  services = [
    "cloudwatch", "codebuild", "codepipeline", "codestar-connections", "dynamodb", "events", "kms", "lambda", "logs", "ses", "sns", "sqs", "ssm",
  ]
  arns  = { for service in local.services : service => "arn:${local.partition}:${service}:${var.region}:${local.account_id}" }
  roles = "arn:${local.partition}:iam::${local.account_id}:role"

  # Log groups are /aws/<kind>/<environment>-….
  log_kinds = ["apigateway", "codebuild", "lambda"]

  # REST APIs have no names in their ARNs.
  apis = "arn:${local.partition}:apigateway:${var.region}::"

  scopes = merge({ all = "" }, { for environment in var.environments : environment => "${environment}-" })

  reads = { for scope, prefix in local.scopes : scope => [
    {
      actions   = ["apigateway:GET"]
      resources = ["${local.apis}/account", "${local.apis}/restapis", "${local.apis}/restapis/*", "${local.apis}/tags/*"]
    },
    {
      actions = [
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:ListTagsOfResource",
      ]
      resources = ["${local.arns.dynamodb}:table/${prefix}*"]
    },
    {
      actions = [
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:ListRoleTags",
      ]
      resources = ["${local.roles}/${prefix}*"]
    },
    {
      actions   = ["kms:DescribeKey"] # the provider looks up the key that a table is encrypted with
      resources = ["${local.arns.kms}:alias/aws/dynamodb", "${local.arns.kms}:key/*"]
    },
    {
      actions = [
        "lambda:GetAlias",
        "lambda:GetFunction",
        "lambda:GetFunctionCodeSigningConfig",
        "lambda:GetFunctionConcurrency",
        "lambda:GetFunctionConfiguration",
        "lambda:GetFunctionEventInvokeConfig",
        "lambda:GetPolicy",
        "lambda:ListAliases",
        "lambda:ListVersionsByFunction",
      ]
      resources = ["${local.arns.lambda}:function:${prefix}*"]
    },
    {
      actions = ["lambda:GetEventSourceMapping", "lambda:ListTags"]
      # Mappings have ids, no names.
      resources = ["${local.arns.lambda}:event-source-mapping:*", "${local.arns.lambda}:function:${prefix}*"]
    },
    {
      actions = ["logs:ListTagsForResource"]
      resources = flatten([for kind in local.log_kinds : [
        "${local.arns.logs}:log-group:/aws/${kind}/${prefix}*", "${local.arns.logs}:log-group:/aws/${kind}/${prefix}*:*",
      ]])
    },
    {
      actions   = ["ses:GetConfigurationSet", "ses:GetEmailIdentity", "ses:ListTagsForResource"]
      resources = ["${local.arns.ses}:configuration-set/${prefix}*", "${local.arns.ses}:identity/*"]
    },
    {
      actions   = ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sns:ListTagsForResource"]
      resources = ["${local.arns.sns}:${prefix}*"]
    },
    {
      actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"]
      resources = ["${local.arns.sqs}:${prefix}*"]
    },
    {
      actions   = ["cloudwatch:ListTagsForResource"]
      resources = ["${local.arns.cloudwatch}:alarm:${prefix}*"]
    },
    {
      # These list, or know no resources.
      actions   = ["cloudwatch:DescribeAlarms", "logs:DescribeLogGroups", "sns:GetSubscriptionAttributes"]
      resources = ["*"]
    },
  ] }

  # Terraform writes no state to plan; the lock file keeps it from reading one that is being written.
  plan_state = [
    { actions = ["s3:ListBucket"], resources = [aws_s3_bucket.state.arn] },
    { actions = ["s3:GetObject"], resources = ["${aws_s3_bucket.state.arn}/*.tfstate"] },
    {
      actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
      resources = ["${aws_s3_bucket.state.arn}/*.tfstate.tflock"]
    },
  ]
}
