# A pipeline that deploys a configuration whose state is in a bucket of this one.

variable "name" {
  type = string
}

variable "repository" {
  type = string
}

variable "environment" {
  type = map(object({ value = string }))
}

resource "aws_s3_bucket" "state" {
  bucket        = "${var.name}-state"
  force_destroy = true
}

resource "aws_codestarconnections_connection" "github" {
  name          = substr(var.name, 0, 32)
  provider_type = "GitHub"
}

resource "aws_iam_policy" "boundary" {
  name = "${var.name}-boundary"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["logs:*", "s3:*", "ssm:*"], Resource = "*" },
      { Effect = "Deny", Action = ["iam:*", "organizations:*", "sts:AssumeRole"], Resource = "*" },
    ]
  })
}

module "deployments" {
  source = "../../../../modules/deployments-pipeline"

  name        = var.name
  repository  = { connection_arn = aws_codestarconnections_connection.github.arn, name = var.repository }
  folder      = "live/prod"
  environment = var.environment
  compute     = { image = "example/terraform:1" }

  plan_role = {
    statements = [
      { actions = ["s3:GetObject", "s3:ListBucket"], resources = [aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"] },
      { actions = ["ssm:DescribeParameters", "ssm:GetParameter", "ssm:ListTagsForResource"], resources = ["*"] },
    ]
  }

  apply_role = {
    permissions_boundary = aws_iam_policy.boundary.arn

    statements = [
      { actions = ["s3:GetObject", "s3:ListBucket"], resources = [aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"] },
      { actions = ["s3:DeleteObject", "s3:PutObject"], resources = ["${aws_s3_bucket.state.arn}/*"] },
      { actions = ["ssm:*", "iam:*"], resources = ["*"] }, # the boundary takes iam:* away
    ]
  }
}

output "pipeline" {
  value = module.deployments.name
}

output "state_bucket" {
  value = aws_s3_bucket.state.id
}
