# GitHub Actions gets sessions of the roles for tokens that GitHub signs. No key is kept anywhere.

locals {
  github       = "token.actions.githubusercontent.com"
  provider_arn = coalesce(var.oidc_provider_arn, one(aws_iam_openid_connect_provider.github[*].arn))

  # What a job's token must claim, compared letter by letter: https://docs.github.com/actions/reference/security/oidc.
  # The subject of a job with an environment names no branch, so ref is asked for too, which AWS can since 2026-01:
  # https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
  claims = merge(
    { pull_request = { # no environment: their names have no _
      sub = [
        for pair in setproduct(var.github_subject_prefixes, ["pull_request", "ref:refs/heads/${var.branch}"]) : join(":", pair)
      ]
    } },
    { for environment in var.environments : environment => {
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
