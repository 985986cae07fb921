locals {
  actions = flatten(var.stages[*].actions)

  # Of actions and of rules.
  builds      = [for codebuild in concat(local.actions[*].codebuild, local.rules[*].codebuild) : codebuild if codebuild != null]
  invocations = [for lambda in concat(local.actions[*].lambda, local.rules[*].lambda) : lambda if lambda != null]
  deployments = [for lambda in local.actions[*].lambda_deploy : lambda if lambda != null]

  # Of a source: every pipeline has one, and the pipeline's own ARN depends on the role.
  partition = split(":", flatten([
    for source in var.sources : [source.github[*].connection_arn, source.s3[*].bucket_arn, source.ecr[*].repository_arn]
  ])[0])[1]

  # What an action names without its account is in the pipeline's.
  own_arns = concat(
    [for codebuild in local.builds : codebuild.project_arn],
    [for lambda in local.invocations : lambda.function.function.alias_arn],
    [for lambda in local.deployments : lambda.function.function.alias_arn],
    [for ecr in values(local.ecr) : ecr.repository_arn],
  )

  # For every bucket that objects come from, pass through or go to:
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html#how-to-custom-role-policy
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html#edit-role-s3source
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html#edit-role-s3deploy
  bucket_actions = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"]
  # CodePipeline copies an object's tags too, and is refused a tagged object without these: default_tags of a provider are enough.
  read_tags  = length(local.s3) == 0 ? [] : ["s3:GetObjectTagging", "s3:GetObjectVersionTagging"]
  write_tags = length(local.s3) == 0 ? [] : ["s3:PutObjectTagging"]

  artifact_statements = [
    { actions = local.bucket_actions, resources = [module.artifacts.arn] },
    {
      actions   = concat(["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], local.read_tags, local.write_tags)
      resources = ["${module.artifacts.arn}/*"]
    },
    { actions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"], resources = var.artifacts.kms_key_arn[*] },
  ]

  # By source and action, so that the role may do nothing that none of them needs.
  action_statements = flatten([
    [for github in values(local.github) : {
      actions   = ["${split(":", github.connection_arn)[2]}:UseConnection"] # the prefix must be that of the ARN
      resources = [github.connection_arn]
    }],
    [for s3 in values(local.s3) : [
      { actions = concat(["s3:GetObject", "s3:GetObjectVersion"], local.read_tags), resources = ["${s3.bucket_arn}/${s3.key}"] },
      { actions = local.bucket_actions, resources = [s3.bucket_arn] },
      { actions = ["kms:Decrypt"], resources = s3.kms_key_arn[*] },
    ]],
    [for ecr in values(local.ecr) : { actions = ["ecr:DescribeImages"], resources = [ecr.repository_arn] }],
    [for codebuild in local.builds : {
      actions   = ["codebuild:BatchGetBuilds", "codebuild:StartBuild"]
      resources = [codebuild.project_arn]
    }],
    [for lambda in local.invocations : {
      actions   = ["lambda:InvokeFunction"]
      resources = [lambda.function.function.alias_arn]
    }],
    # The page of the action doesn't list its permissions; these are the calls that it describes:
    # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-LambdaDeploy.html
    [for lambda in local.deployments : [
      {
        actions = [
          "lambda:GetAlias", "lambda:GetFunction", "lambda:GetFunctionConfiguration", "lambda:PublishVersion", "lambda:UpdateAlias",
          "lambda:UpdateFunctionCode",
        ]
        resources = [for arn in [regex("^(.+):[^:]+$", lambda.function.function.alias_arn)[0]] : [arn, "${arn}:*"]]
      },
      { actions = ["cloudwatch:DescribeAlarms"], resources = lambda.alarm_arns },
    ]],
    # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html#edit-role-cfn
    [for cloudformation in local.actions[*].cloudformation : [
      {
        actions   = [for name in local.cloudformation_calls[cloudformation.mode] : "cloudformation:${name}"]
        resources = ["arn:${local.partition}:cloudformation:*:*:stack/${cloudformation.stack_name}/*"]
      },
      { actions = ["iam:PassRole"], resources = cloudformation.role_arn[*] },
    ] if cloudformation != null],
    local.rule_statements,
    [for s3 in local.actions[*].s3 : [
      {
        actions = concat(["s3:PutObject"], local.write_tags)
        # A key may contain variables of the execution, #{…}.
        resources = [replace(join("/", compact([s3.bucket_arn, s3.key, s3.extract ? "*" : ""])), "/#\\{[^}]+\\}/", "*")]
      },
      { actions = local.bucket_actions, resources = [s3.bucket_arn] },
      { actions = ["kms:Decrypt", "kms:GenerateDataKey"], resources = s3.kms_key_arn[*] },
    ] if s3 != null],
    [for approval in local.actions[*].approval : [
      { actions = ["sns:Publish"], resources = approval.topic_arn[*] },
      { actions = ["kms:Decrypt", "kms:GenerateDataKey"], resources = approval.kms_key_arn[*] },
    ] if approval != null],
  ])
}

resource "aws_iam_role" "this" {
  name                 = var.name
  path                 = var.role.path
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [merge(
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "codepipeline.amazonaws.com" }
      },
      # Only for a pipeline of this account:
      # https://docs.aws.amazon.com/codepipeline/latest/userguide/cross-service-confused-deputy-prevention.html
      length(local.own_arns) == 0 ? {} : {
        Condition = { StringEquals = { "aws:SourceAccount" = element(split(":", local.own_arns[0]), 4) } }
      },
    )]
  })
}

resource "aws_iam_role_policy" "artifacts" {
  name = "artifacts"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for statement in local.artifact_statements : { Effect = "Allow", Action = statement.actions, Resource = statement.resources }
      if length(statement.resources) > 0
    ]
  })

  lifecycle {
    replace_triggered_by = [aws_iam_role.this.unique_id] # IAM deletes it with its role, whose new one has the same name
  }
}

# A separate policy, so that a plan shows all of it: the artifact bucket's ARN is unknown until it is created.
resource "aws_iam_role_policy" "actions" {
  name = "actions"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for actions, resources in { for statement in local.action_statements : join(" ", statement.actions) => statement.resources... } : {
        Effect   = "Allow"
        Action   = split(" ", actions)
        Resource = distinct(flatten(resources))
      } if length(flatten(resources)) > 0
    ]
  })

  lifecycle {
    replace_triggered_by = [aws_iam_role.this.unique_id] # IAM deletes it with its role, whose new one has the same name
  }
}
