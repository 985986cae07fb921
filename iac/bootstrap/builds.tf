# The roles of the builds by which a pipeline in AWS, iac/delivery, plans and applies stacks. A build that applies creates roles, so it
# can't be within the boundary of the pipeline's other roles. It is bounded like the jobs of GitHub Actions: by the permissions of the
# apply role, and because only one build project may assume it, which only those who may apply can change.

locals {
  build_roles = merge([for environment in var.build_environments : {
    for job in ["apply", "plan"] : "${job}-${environment}" => {
      environment = environment
      project     = "${environment}-delivery-${job}"
      job         = job
      # Its log and its artifacts, as module codebuild grants them to the roles that it creates; a plan also reads the states.
      statements = concat(
        job == "plan" ? [
          { Effect = "Allow", Action = ["s3:ListBucket"], Resource = [local.state] },
          { Effect = "Allow", Action = ["s3:GetObject"], Resource = ["${local.state}/${environment}/*.tfstate"] },
        ] : [],
        [
          {
            Effect   = "Allow"
            Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
            Resource = ["${local.arns.logs}:log-group:/aws/codebuild/${environment}-delivery-${job}:*"]
          },
          {
            Effect   = "Allow"
            Action   = concat(["s3:GetObject", "s3:GetObjectVersion"], job == "plan" ? ["s3:PutObject"] : [])
            Resource = ["arn:${local.partition}:s3:::${environment}-delivery-artifacts-*/*"]
          },
        ],
      )
    }
  }]...)

  # Known before the roles, as the apply role may pass them.
  build_role_arns = { for environment in var.build_environments : environment => [
    for job in ["apply", "plan"] : "arn:${local.partition}:iam::${local.account_id}:role/${var.name}-build-${job}-${environment}"
  ] }

  build_policies = merge([for key, role in local.build_roles : merge(
    { for part, policy in aws_iam_policy.reads : "${key}-reads-${part}" => { role = key, arn = policy.arn } if startswith(part, "${role.environment}-") },
    { for part, policy in aws_iam_policy.apply : "${key}-apply-${part}" => { role = key, arn = policy.arn }
    if role.job == "apply" && startswith(part, "${role.environment}-") },
  )]...)
}

resource "aws_iam_role" "build" {
  for_each = local.build_roles

  name        = "${var.name}-build-${each.key}"
  description = "Builds of the project ${each.value.project}."

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codebuild.amazonaws.com" }
      # https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html
      Condition = { StringEquals = { "aws:SourceArn" = "${local.arns.codebuild}:project/${each.value.project}" } }
    }]
  })
}

resource "aws_iam_role_policy" "build" {
  for_each = local.build_roles

  name   = "build"
  role   = aws_iam_role.build[each.key].name
  policy = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })
}

resource "aws_iam_role_policy_attachment" "build" {
  for_each = local.build_policies

  role       = aws_iam_role.build[each.value.role].name
  policy_arn = each.value.arn
}
