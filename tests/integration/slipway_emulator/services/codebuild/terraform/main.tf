terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

variable "name" {
  type = string
}

variable "timeout" {
  type = number
}

variable "tags" {
  type    = map(string)
  default = { environment = "test" }
}

variable "concurrent_builds" {
  type    = number
  default = 2
}

resource "aws_iam_role" "build" {
  name = var.name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "codebuild.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_codebuild_project" "full" {
  name                   = var.name
  description            = "Has as many arguments as a production project"
  service_role           = aws_iam_role.build.arn
  build_timeout          = var.timeout
  queued_timeout         = 60
  concurrent_build_limit = var.concurrent_builds
  encryption_key         = "arn:aws:kms:eu-central-1:123456789012:alias/artifacts"
  tags                   = var.tags

  source {
    type      = "CODEPIPELINE"
    buildspec = "apps/website/buildspec.yml"
  }

  artifacts {
    type = "CODEPIPELINE"
  }

  cache {
    type  = "LOCAL"
    modes = ["LOCAL_CUSTOM_CACHE", "LOCAL_SOURCE_CACHE"]
  }

  environment {
    type                        = "ARM_CONTAINER"
    image                       = "aws/codebuild/amazonlinux2-aarch64-standard:3.0"
    compute_type                = "BUILD_GENERAL1_SMALL"
    image_pull_credentials_type = "CODEBUILD"

    environment_variable {
      name  = "PLAIN"
      value = "value"
    }
    environment_variable {
      name  = "PARAMETER"
      value = "/parameter"
      type  = "PARAMETER_STORE"
    }
    environment_variable {
      name  = "SECRET"
      value = "secret:key"
      type  = "SECRETS_MANAGER"
    }
  }

  logs_config {
    cloudwatch_logs {
      group_name  = "/aws/codebuild/${var.name}"
      stream_name = "build"
    }
    s3_logs {
      status = "DISABLED"
    }
  }
}

# Defaults of AWS.
resource "aws_codebuild_project" "minimal" {
  name         = "${var.name}-minimal"
  service_role = aws_iam_role.build.arn

  source {
    type      = "NO_SOURCE"
    buildspec = "version: 0.2"
  }

  artifacts {
    type = "NO_ARTIFACTS"
  }

  environment {
    type         = "LINUX_CONTAINER"
    image        = "aws/codebuild/amazonlinux2-x86_64-standard:5.0"
    compute_type = "BUILD_GENERAL1_SMALL"
  }
}
