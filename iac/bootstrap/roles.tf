resource "aws_iam_role" "plan" {
  name               = "${var.name}-plan"
  description        = "Jobs of pull requests, and the look for drift: plans, and changes nothing."
  assume_role_policy = local.trust_policies.plan
}

resource "aws_iam_role_policy" "plan" {
  name   = "plan"
  role   = aws_iam_role.plan.name
  policy = jsonencode({ Version = "2012-10-17", Statement = concat(local.plan_state, local.reads["all"]) })
}

resource "aws_iam_role" "apply" {
  for_each = var.environments

  name               = "${var.name}-apply-${each.key}"
  description        = "Jobs of the environment ${each.key}: apply the stacks."
  assume_role_policy = local.trust_policies[each.key]
}

# The policies are in apply.tf.
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

resource "aws_iam_role" "deploy" {
  for_each = var.environments

  name               = "${var.name}-deploy-${each.key}"
  description        = "Jobs of the environment ${each.key}: deploy the functions."
  assume_role_policy = local.trust_policies[each.key]
}
