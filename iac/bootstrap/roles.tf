# A plan runs the code that it plans: modules, providers, and Slipway itself. On a pull request nobody has reviewed it yet.
resource "aws_iam_role" "plan" {
  for_each = var.environments

  name               = "${var.name}-plan-${each.key}"
  description        = "Plan the stacks of ${each.key}, find its changed apps and its drift, change nothing."
  assume_role_policy = local.trust_policies["plan-${each.key}"]
}

# Without the lock file, which `slipway ci plan` doesn't use: a role that can delete it could let two applies run concurrently.
resource "aws_iam_role_policy" "plan" {
  for_each = var.environments

  name = "states"
  role = aws_iam_role.plan[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:ListBucket", Resource = local.state },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${local.state}/${each.key}/*.tfstate" },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "plan" {
  for_each = local.read_policies

  role       = aws_iam_role.plan[each.value.environment].name
  policy_arn = aws_iam_policy.reads[each.key].arn
}

resource "aws_iam_role" "apply" {
  for_each = var.environments

  name               = "${var.name}-apply-${each.key}"
  description        = "Jobs of the environment ${each.key}: apply the stacks."
  assume_role_policy = local.trust_policies["environment-${each.key}"]
}

locals {
  # One policy per part, as a policy has at most 6,144 characters. A role has at most 10, those of reads.tf included.
  apply_policies = merge([for environment, parts in local.apply_environments : {
    for part, grants in merge(parts, {
      domains   = local.domain_writes[environment]
      pipelines = local.pipeline_writes[environment]
      sites     = local.site_writes[environment]
      tagged    = local.tagged_writes[environment]
      }) : "${environment}-${part}" => {
      environment = environment
      statements = [for grant in grants : merge(
        { Effect = "Allow", Action = grant.actions, Resource = grant.resources },
        can(grant.condition) ? { Condition = grant.condition } : {},
      ) if length(grant.resources) > 0]
    }
  }]...)
}

resource "aws_iam_policy" "apply" {
  for_each = local.apply_policies

  name   = "${var.name}-apply-${each.key}"
  policy = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })
}

resource "aws_iam_role_policy_attachment" "apply" {
  for_each = local.apply_policies

  role       = aws_iam_role.apply[each.value.environment].name
  policy_arn = aws_iam_policy.apply[each.key].arn
}

resource "aws_iam_role_policy_attachment" "reads" {
  for_each = local.read_policies

  role       = aws_iam_role.apply[each.value.environment].name
  policy_arn = aws_iam_policy.reads[each.key].arn
}

resource "aws_iam_role" "deploy" {
  for_each = var.environments

  name               = "${var.name}-deploy-${each.key}"
  description        = "Jobs of the environment ${each.key}: deploy the functions."
  assume_role_policy = local.trust_policies["environment-${each.key}"]
}
