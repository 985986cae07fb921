variable "role" {
  description = <<-EOT
    What a build may do.
    - policy: ONE policy document as JSON with the actions that the buildspec's commands call. The module merges into it what
      the project itself needs: its log group, its artifacts, its cache, its parameters and secrets. Default: none of its own.
    - permissions_boundary: ARN of the policy that bounds the role. Default: none.
  EOT
  type = object({
    policy               = optional(string)
    permissions_boundary = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.role.policy == null || can(jsondecode(var.role.policy).Statement)
    error_message = "role.policy must be a policy document as JSON: write jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = …, Resource = … }] })."
  }
}


locals {
  items      = values(var.environment)
  parameters = [for parameter in local.items[*].parameter : parameter.arn if parameter != null]
  secrets    = [for secret in local.items[*].secret : secret.arn if secret != null]
  keys       = [for key in concat(local.items[*].kms_key_arn, [try(var.artifacts.kms_key_arn, null)]) : key if key != null]
  caches     = [for bucket in [try(var.cache.bucket_arn, null)] : "${bucket}/${var.cache.prefix}/*" if bucket != null]

  # What the role may do, by what asks for it: nothing for what isn't declared.
  grants = [
    for grant in [
      { actions = ["ssm:GetParameters"], resources = local.parameters },
      { actions = ["secretsmanager:GetSecretValue"], resources = local.secrets },
      { actions = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], resources = [for artifacts in var.artifacts[*] : "${artifacts.bucket_arn}/*"] },
      { actions = ["s3:GetObject", "s3:PutObject"], resources = local.caches },
      { actions = ["kms:Decrypt"], resources = distinct(local.keys) },
      { actions = ["kms:DescribeKey", "kms:GenerateDataKey"], resources = [for key in [try(var.artifacts.kms_key_arn, null)] : key if key != null] },
    ] : { Effect = "Allow", Action = grant.actions, Resource = grant.resources } if length(grant.resources) > 0
  ]
}

resource "aws_iam_role" "this" {
  name                 = var.name
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codebuild.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "build"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      flatten([jsondecode(coalesce(var.role.policy, jsonencode({ Statement = [] }))).Statement]),
      [{
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.this.arn}:*"
      }],
      local.grants,
    )
  })
}
