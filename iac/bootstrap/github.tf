# GitHub Actions assumes the roles with tokens that GitHub signs. No key is stored anywhere.

locals {
  github       = "token.actions.githubusercontent.com"
  provider_arn = coalesce(var.oidc_provider_arn, one(aws_iam_openid_connect_provider.github[*].arn))

  # The claims that a job's token must have, compared exactly: https://docs.github.com/actions/reference/security/oidc.
  # The subject of a job with an environment has no branch, so ref is required too, which AWS supports since 2026-01:
  # https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
  claims = merge(
    { for environment in var.environments : "plan-${environment}" => {
      sub = [for pair in setproduct(var.github_subject_prefixes, concat(
        ["ref:refs/heads/${var.branch}"], contains(var.pull_request_environments, environment) ? ["pull_request"] : [],
      )) : join(":", pair)]
    } },
    { for environment in var.environments : "environment-${environment}" => {
      ref = "refs/heads/${var.branch}"
      sub = [for prefix in var.github_subject_prefixes : "${prefix}:environment:${environment}"]
    } },
  )

  trust_policies = { for job, claims in local.claims : job => jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = local.provider_arn }
      Condition = { StringEquals = {
        for name, value in merge({ aud = "sts.amazonaws.com" }, claims) : "${local.github}:${name}" => value
      } }
    }]
  }) }
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.oidc_provider_arn == null ? 1 : 0

  url            = "https://${local.github}"
  client_id_list = ["sts.amazonaws.com"]
}
