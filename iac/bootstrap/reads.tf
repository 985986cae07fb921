# The permissions to plan an environment: Terraform reads settings, never the items of a table or the messages of a queue.

locals {
  services = [
    "cloudwatch", "codebuild", "codepipeline", "codestar-connections", "dynamodb", "events", "kms", "lambda", "logs", "ses", "sns", "sqs", "ssm",
  ]
  arns  = { for service in local.services : service => "arn:${local.partition}:${service}:${var.region}:${local.account_id}" }
  roles = "arn:${local.partition}:iam::${local.account_id}:role"

  # Log groups are /aws/<kind>/<environment>-….
  log_kinds = ["apigateway", "codebuild", "lambda"]

  # A REST API's ARN has an ID, no name.
  apis = "arn:${local.partition}:apigateway:${var.region}::"

  reads = { for environment in var.environments : environment => [
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
      resources = ["${local.arns.dynamodb}:table/${environment}-*"]
    },
    {
      actions = [
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole", # to delete the role
        "iam:ListRolePolicies",
      ]
      resources = ["${local.roles}/${environment}-*"]
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
        "lambda:GetFunctionConfiguration",
        "lambda:GetFunctionEventInvokeConfig",
        "lambda:GetPolicy",
        "lambda:ListVersionsByFunction",
      ]
      resources = ["${local.arns.lambda}:function:${environment}-*"]
    },
    {
      actions = ["lambda:GetEventSourceMapping", "lambda:ListTags"]
      # A mapping's ARN has an ID, no name.
      resources = ["${local.arns.lambda}:event-source-mapping:*", "${local.arns.lambda}:function:${environment}-*"]
    },
    {
      actions = ["logs:ListTagsForResource"]
      resources = flatten([for kind in local.log_kinds : [
        "${local.arns.logs}:log-group:/aws/${kind}/${environment}-*", "${local.arns.logs}:log-group:/aws/${kind}/${environment}-*:*",
      ]])
    },
    {
      actions   = ["ses:GetConfigurationSet", "ses:GetEmailIdentity", "ses:ListTagsForResource"]
      resources = ["${local.arns.ses}:configuration-set/${environment}-*", "${local.arns.ses}:identity/*"]
    },
    {
      actions   = ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sns:ListTagsForResource"]
      resources = ["${local.arns.sns}:${environment}-*"]
    },
    {
      actions   = ["sqs:GetQueueAttributes", "sqs:ListQueueTags"]
      resources = ["${local.arns.sqs}:${environment}-*"]
    },
    {
      actions   = ["cloudwatch:ListTagsForResource"]
      resources = ["${local.arns.cloudwatch}:alarm:${environment}-*"]
    },
    {
      # List actions, or without resource-level permissions.
      actions   = ["cloudwatch:DescribeAlarms", "logs:DescribeLogGroups", "sns:GetSubscriptionAttributes"]
      resources = ["*"]
    },
  ] }
}

# The plan role has the policies of all environments, an apply role the one of its environment.
resource "aws_iam_policy" "reads" {
  for_each = var.environments

  name        = "${var.name}-reads-${each.key}"
  description = "What a plan of the stacks of ${each.key} reads."

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for grant in concat(local.reads[each.key], local.pipeline_reads[each.key], local.site_reads[each.key]) :
      { Effect = "Allow", Action = grant.actions, Resource = grant.resources }
    ]
  })
}
