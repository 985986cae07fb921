# What Terraform reads to plan: settings, never what a table, a queue or an object holds. All environments for the plan
# role, its own one for an apply role.

locals {
  services = ["cloudwatch", "dynamodb", "events", "kms", "lambda", "logs", "ses", "sns", "sqs"]
  arns     = { for service in local.services : service => "arn:${local.partition}:${service}:${var.region}:${local.account_id}" }
  roles    = "arn:${local.partition}:iam::${local.account_id}:role"

  # REST APIs have no names in their ARNs.
  apis = "arn:${local.partition}:apigateway:${var.region}::"

  scopes = merge({ all = "" }, { for environment in var.environments : environment => "${environment}-" })

  reads = { for scope, prefix in local.scopes : scope => [for grant in [
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
      resources = flatten([for kind in ["apigateway", "lambda"] : [
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
  ] : { Effect = "Allow", Action = grant.actions, Resource = grant.resources }] }

  # Terraform writes no state to plan; the lock file keeps it from reading one that is being written.
  plan_state = [
    { Effect = "Allow", Action = ["s3:ListBucket"], Resource = [aws_s3_bucket.state.arn] },
    { Effect = "Allow", Action = ["s3:GetObject"], Resource = ["${aws_s3_bucket.state.arn}/*.tfstate"] },
    {
      Effect   = "Allow"
      Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
      Resource = ["${aws_s3_bucket.state.arn}/*.tfstate.tflock"]
    },
  ]
}
