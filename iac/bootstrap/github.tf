# GitHub Actions gets sessions of the roles for tokens that GitHub signs. No key is kept anywhere.

locals {
  github       = "token.actions.githubusercontent.com"
  provider_arn = coalesce(var.oidc_provider_arn, one(aws_iam_openid_connect_provider.github[*].arn))

  # The claims that a job must have, compared letter by letter: https://docs.github.com/actions/reference/security/oidc
  subjects = merge(
    { plan = ["pull_request", "ref:refs/heads/${var.branch}"] },
    { for environment in var.environments : environment => ["environment:${environment}"] },
  )

  trust_policies = { for job, claims in local.subjects : job => jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = local.provider_arn }
      Condition = { StringEquals = {
        "${local.github}:aud" = "sts.amazonaws.com"
        "${local.github}:sub" = [for pair in setproduct(var.github_subject_prefixes, claims) : join(":", pair)]
      } }
    }]
  }) }
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.oidc_provider_arn == null ? 1 : 0

  url            = "https://${local.github}"
  client_id_list = ["sts.amazonaws.com"]
}
