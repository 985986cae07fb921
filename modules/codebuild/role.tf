locals {
  partition  = element(split(":", aws_cloudwatch_log_group.this.arn), 1)
  account_id = element(split(":", aws_cloudwatch_log_group.this.arn), 4)
  role_arn   = one(concat(aws_iam_role.this[*].arn, var.role.existing[*].arn))
  # From the ARN, which is unknown in a plan that replaces the role: so it also replaces other modules' policies of it.
  role_name = reverse(split("/", local.role_arn))[0]

  items         = values(var.environment)
  parameters    = [for parameter in local.items[*].parameter : parameter.arn if parameter != null]
  secrets       = [for secret in local.items[*].secret : secret.arn if secret != null]
  artifact_keys = [for key in [try(var.artifacts.kms_key_arn, null)] : key if key != null]
  keys          = [for key in concat(local.items[*].kms_key_arn, local.artifact_keys) : key if key != null]
  caches        = [for bucket in [try(var.cache.bucket_arn, null)] : "${bucket}/${var.cache.prefix}/*" if bucket != null]

  # By feature, so that the role may do nothing that none of them needs.
  feature_statements = [
    { actions = ["logs:CreateLogStream", "logs:PutLogEvents"], resources = ["${aws_cloudwatch_log_group.this.arn}:*"] },
    { actions = ["ssm:GetParameters"], resources = local.parameters },
    { actions = ["secretsmanager:GetSecretValue"], resources = local.secrets },
    {
      actions   = concat(["s3:GetObject", "s3:GetObjectVersion"], try(var.artifacts.writes, true) ? ["s3:PutObject"] : [])
      resources = [for artifacts in var.artifacts[*] : "${artifacts.bucket_arn}/*"]
    },
    { actions = ["s3:GetObject", "s3:PutObject"], resources = local.caches },
    { actions = ["kms:Decrypt"], resources = distinct(local.keys) },
    { actions = ["kms:DescribeKey", "kms:GenerateDataKey"], resources = local.artifact_keys },
    {
      # https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html
      actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = [for image in local.private_image[*] :
        "arn:${local.partition}:ecr:${image.region}:${image.account}:repository/${image.repository}"
      ]
    },
    { actions = ["ecr:GetAuthorizationToken"], resources = [for image in local.private_image[*] : "*"] }, # has no resources
  ]
}

resource "aws_iam_role" "this" {
  count = var.role.existing == null ? 1 : 0

  name                 = var.name
  path                 = var.role.path
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codebuild.amazonaws.com" }
      # Only for a project of this account:
      # https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  count = length(aws_iam_role.this)

  name = "build"
  role = aws_iam_role.this[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for statement in coalesce(var.role.statements, []) : merge(
        { Effect = "Allow", Action = statement.actions, Resource = statement.resources },
        { for condition in statement.condition[*] : "Condition" => condition },
      )],
      flatten([for policy in var.role.policy[*] : jsondecode(policy).Statement]),
      [for statement in local.feature_statements : {
        Effect   = "Allow"
        Action   = statement.actions
        Resource = statement.resources
      } if length(statement.resources) > 0],
      local.vpc_statements,
    )
  })

  lifecycle {
    replace_triggered_by = [aws_iam_role.this[count.index].unique_id] # IAM deletes it with its role, whose new one has the same name
  }
}
