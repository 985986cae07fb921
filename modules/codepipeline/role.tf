locals {
  actions = flatten(var.stages[*].actions)

  # What the role may do, by what asks for it: nothing for what no source and no action does.
  grants = [
    for grant in flatten([
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
      [for codebuild in local.actions[*].codebuild : {
        actions   = ["codebuild:BatchGetBuilds", "codebuild:StartBuild"]
        resources = [codebuild.project_arn]
      } if codebuild != null],
      [for lambda in local.actions[*].lambda : { actions = ["lambda:InvokeFunction"], resources = [lambda.function_arn] } if lambda != null],
      [for s3 in local.actions[*].s3 : [
        {
          actions = concat(["s3:PutObject"], local.write_tags)
          # A key may hold variables of the execution, #{…}.
          resources = [replace(join("/", compact([s3.bucket_arn, s3.key, s3.extract ? "*" : ""])), "/#\\{[^}]+\\}/", "*")]
        },
        { actions = local.bucket_actions, resources = [s3.bucket_arn] },
        { actions = ["kms:Decrypt", "kms:GenerateDataKey"], resources = s3.kms_key_arn[*] },
      ] if s3 != null],
      [for approval in local.actions[*].approval : [
        { actions = ["sns:Publish"], resources = approval.topic_arn[*] },
        { actions = ["kms:Decrypt", "kms:GenerateDataKey"], resources = approval.kms_key_arn[*] },
      ] if approval != null],
    ]) : grant if length(grant.resources) > 0
  ]

  # Of each bucket that objects come from, pass through or go to:
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html#how-to-custom-role-policy
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html#edit-role-s3source
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html#edit-role-s3deploy
  bucket_actions = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"]
  # An object's tags go along with it, and without these a tagged one is refused: default_tags of a provider are enough.
  read_tags  = length(local.s3) == 0 ? [] : ["s3:GetObjectTagging", "s3:GetObjectVersionTagging"]
  write_tags = length(local.s3) == 0 ? [] : ["s3:PutObjectTagging"]
}

resource "aws_iam_role" "this" {
  name                 = var.name
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codepipeline.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "artifacts" {
  name = "artifacts"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        { Effect = "Allow", Action = local.bucket_actions, Resource = module.artifacts.arn },
        {
          Effect   = "Allow"
          Action   = concat(["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], local.read_tags, local.write_tags)
          Resource = "${module.artifacts.arn}/*"
        },
      ],
      [for key in var.artifacts.kms_key_arn[*] : {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
        Resource = key
      }],
    )
  })
}

# A policy of its own, as all of it is to be seen in a plan: the artifact bucket's ARN isn't known before it is made.
resource "aws_iam_role_policy" "actions" {
  name = "actions"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for actions, resources in { for grant in local.grants : join(" ", grant.actions) => grant.resources... } : {
        Effect   = "Allow"
        Action   = split(" ", actions)
        Resource = distinct(flatten(resources))
      }
    ]
  })
}
