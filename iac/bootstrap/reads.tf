# The permissions to plan an environment: Terraform reads settings, never the items of a table or the messages of a queue.

locals {
  services = [
    "application-autoscaling",
    "cloudformation",
    "cloudwatch",
    "codebuild",
    "codeconnections",
    "codepipeline",
    "codestar-connections",
    "dynamodb",
    "ecr",
    "events",
    "kms",
    "lambda",
    "logs",
    "scheduler",
    "secretsmanager",
    "ses",
    "sns",
    "sqs",
    "ssm",
    "states",
  ]
  arns = { for service in local.services : service => "arn:${local.partition}:${service}:${var.region}:${local.account_id}" }

  # The roles of this configuration are outside of these paths.
  role_paths = { for environment in var.environments : environment => "/${var.name}/${environment}/" }
  roles      = { for environment, path in local.role_paths : environment => "arn:${local.partition}:iam::${local.account_id}:role${path}*" }

  # Log groups are /aws/<kind>/<environment>-…. The pattern also matches their ARNs with :* at the end, and the log streams in them.
  log_kinds = ["apigateway", "codebuild", "lambda", "vendedlogs/states"]
  log_groups = { for environment in var.environments : environment => [
    for kind in local.log_kinds : "${local.arns.logs}:log-group:/aws/${kind}/${environment}-*"
  ] }

  # The ARN of an API or a usage plan has an ID, no name, and that of a domain name has nothing else.
  apis      = "arn:${local.partition}:apigateway:${var.region}::"
  api_kinds = ["apis", "domainnames", "restapis", "usageplans"]

  identities = "${local.arns.ses}:identity/*"

  # An access point's ARN and a file system's have an ID. Another account may share them.
  file_systems = [for kind in ["access-point", "file-system"] : "arn:${local.partition}:elasticfilesystem:${var.region}:*:${kind}/*"]

  reads = { for environment in var.environments : environment => {
    resources = concat(local.scaling_reads[environment], [
      { actions = ["apigateway:GET"], resources = ["${local.apis}/account", "${local.apis}/tags/*"] },
      {
        actions   = ["apigateway:GET"]
        resources = [for kind in local.api_kinds : "${local.apis}/${kind}/*"]
        condition = local.not_of_another[environment]
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
        resources = [local.roles[environment]]
      },
      {
        # The provider looks up the key that a table is encrypted with.
        actions   = ["kms:DescribeKey"]
        resources = ["${local.arns.kms}:alias/aws/dynamodb", "${local.arns.kms}:key/*"]
        condition = local.not_of_another[environment]
      },
      {
        actions = [
          "lambda:GetAlias",
          "lambda:GetFunction",
          "lambda:GetFunctionCodeSigningConfig",
          "lambda:GetFunctionConfiguration",
          "lambda:GetFunctionEventInvokeConfig",
          "lambda:GetFunctionUrlConfig",
          "lambda:GetPolicy",
          "lambda:GetProvisionedConcurrencyConfig",
          "lambda:ListAliases",
          "lambda:ListTags",
          "lambda:ListVersionsByFunction",
        ]
        resources = ["${local.arns.lambda}:function:${environment}-*"]
      },
      { actions = ["lambda:GetLayerVersion"], resources = ["${local.arns.lambda}:layer:${environment}-*"] },
      {
        actions   = ["lambda:GetEventSourceMapping", "lambda:ListTags"]
        resources = ["${local.arns.lambda}:event-source-mapping:*"]
        condition = local.not_of_another[environment]
      },
      {
        actions   = ["logs:ListTagsForResource"]
        resources = local.log_groups[environment]
      },
      { actions = ["scheduler:GetSchedule"], resources = ["${local.arns.scheduler}:schedule/default/${environment}-*"] },
      {
        actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"]
        resources = [for separator in ["-", "/"] : "${local.arns.secretsmanager}:secret:${environment}${separator}*"]
      },
      {
        actions   = ["ses:GetConfigurationSet", "ses:GetConfigurationSetEventDestinations", "ses:ListTagsForResource"]
        resources = ["${local.arns.ses}:configuration-set/${environment}-*"]
      },
      {
        actions   = ["ses:GetEmailIdentity", "ses:ListTagsForResource"]
        resources = [local.identities]
        condition = local.not_of_another[environment]
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
        actions   = ["states:DescribeStateMachine", "states:ListStateMachineVersions", "states:ListTagsForResource"]
        resources = ["${local.arns.states}:stateMachine:${environment}-*"]
      },
      {
        actions   = ["cloudwatch:ListTagsForResource"]
        resources = ["${local.arns.cloudwatch}:alarm:${environment}-*"]
      },
      { actions = ["cloudwatch:GetDashboard"], resources = [local.dashboards[environment]] },
      {
        # List actions, or without resource-level permissions.
        actions = [
          "cloudwatch:DescribeAlarms",
          "logs:DescribeLogGroups",
          "logs:DescribeQueryDefinitions",
          "sns:GetSubscriptionAttributes",
          "states:ValidateStateMachineDefinition",
        ]
        resources = ["*"]
      },
    ])

    delivery = concat(local.pipeline_reads[environment], local.site_reads[environment], local.domain_reads[environment])
  } }

  # More than one policy, as each has at most 6,144 characters.
  read_policies = merge([for environment, parts in local.reads : {
    for part, grants in parts : "${environment}-${part}" => { environment = environment, grants = grants }
  }]...)
}

# The plan role and the apply role of an environment have them.
resource "aws_iam_policy" "reads" {
  for_each = local.read_policies

  name        = "${var.name}-reads-${each.key}"
  description = "What a plan of the stacks of ${each.value.environment} reads."

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for grant in each.value.grants : merge(
      { Effect = "Allow", Action = grant.actions, Resource = grant.resources },
      { for condition in try(grant.condition, null)[*] : "Condition" => condition },
    )]
  })
}
