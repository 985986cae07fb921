locals {
  partition = element(split(":", aws_ecr_repository.this.arn), 1)

  # CodeBuild with its own credentials, https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html
  # Lambda, https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
  services = {
    codebuild = { arns = var.pull.codebuild_project_arns, actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] }
    lambda    = { arns = var.pull.lambda_function_arns, actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] }
  }

  statements = concat(
    [for service, pull in local.services : {
      Sid       = service
      Effect    = "Allow"
      Principal = { Service = "${service}.amazonaws.com" }
      Action    = pull.actions
      Condition = { ArnLike = { "aws:SourceArn" = pull.arns } }
    } if length(pull.arns) > 0],
    [for accounts in [var.pull.account_ids] : {
      Sid       = "accounts"
      Effect    = "Allow"
      Principal = { AWS = [for id in accounts : "arn:${local.partition}:iam::${id}:root"] }
      Action    = local.services.codebuild.actions
    } if length(accounts) > 0],
  )
}

resource "aws_ecr_repository_policy" "this" {
  count = length(flatten(values(var.pull))) > 0 ? 1 : 0

  repository = aws_ecr_repository.this.name
  policy     = jsonencode({ Version = "2012-10-17", Statement = local.statements })

  lifecycle {
    replace_triggered_by = [aws_ecr_repository.this.arn] # as of the lifecycle policy
  }
}
