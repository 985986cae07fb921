resource "aws_codestarconnections_connection" "github" {
  name          = substr(var.name, 0, 32)
  provider_type = "GitHub"
}

resource "aws_iam_policy" "boundary" {
  name = "${var.name}-boundary"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["logs:*", "s3:*", "sqs:*"], Resource = "*" },
      { Effect = "Deny", Action = ["iam:*", "organizations:*", "sts:AssumeRole"], Resource = "*" },
    ]
  })
}

module "deployments" {
  source = "../.."

  name        = var.name
  repository  = { connection_arn = aws_codestarconnections_connection.github.arn, name = "example/infrastructure" }
  command     = "terragrunt"
  folder      = "live/prod/queues"
  environment = { TF_VAR_stage = { value = "prod" } }
  compute     = { image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/build/terragrunt:1" }

  plan_role = {
    statements = [{ actions = ["s3:GetObject", "sqs:GetQueueAttributes", "sqs:ListQueueTags"], resources = ["*"] }]
  }

  apply_role = {
    permissions_boundary = aws_iam_policy.boundary.arn
    statements           = [{ actions = ["s3:GetObject", "s3:PutObject", "sqs:*"], resources = ["*"] }]
  }
}
