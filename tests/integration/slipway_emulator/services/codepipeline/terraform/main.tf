terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

variable "name" {
  description = "Name of the pipeline and of its resources."
  type        = string
}

variable "execution_mode" {
  description = "Execution mode: SUPERSEDED, QUEUED or PARALLEL."
  type        = string
  default     = "QUEUED"
}

locals {
  # The stages after the source stage, with their actions.
  stages = [
    {
      name = "Build"
      actions = [{
        name          = "Build", category = "Build", provider = "CodeBuild"
        configuration = { ProjectName = var.name, PrimarySource = "code" }
        inputs        = ["code", "metadata"], outputs = ["built"], namespace = "Built"
      }]
    },
    {
      name = "Approve"
      actions = [{
        name          = "Approve", category = "Approval", provider = "Manual"
        configuration = { CustomData = "#{Code.CommitId}" }
        inputs        = [], outputs = [], namespace = null
      }]
    },
    {
      name = "Deploy"
      actions = [
        {
          name          = "Deploy", category = "Deploy", provider = "S3"
          configuration = { BucketName = aws_s3_bucket.this.bucket, Extract = "true" }
          inputs        = ["built"], outputs = [], namespace = null
        },
        {
          name          = "Notify", category = "Invoke", provider = "Lambda"
          configuration = { FunctionName = var.name, UserParameters = jsonencode({ color = "#{variables.color}" }) }
          inputs        = [], outputs = [], namespace = null
        },
      ]
    },
  ]
}

resource "aws_s3_bucket" "this" {
  bucket        = var.name
  force_destroy = true
}

resource "aws_iam_role" "this" {
  name = var.name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = { Service = "codepipeline.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }
  })
}

resource "aws_codestarconnections_connection" "this" {
  name          = var.name
  provider_type = "GitHub"
  tags          = { team = "a" }
}

resource "aws_codeconnections_host" "this" {
  name              = var.name
  provider_endpoint = "https://git.example.com"
  provider_type     = "GitHubEnterpriseServer"
}

resource "aws_codeconnections_connection" "this" {
  name     = "${var.name}-own"
  host_arn = aws_codeconnections_host.this.arn
}

resource "aws_codepipeline" "this" {
  name           = var.name
  role_arn       = aws_iam_role.this.arn
  pipeline_type  = "V2"
  execution_mode = var.execution_mode
  tags           = { team = "a" }

  artifact_store {
    type     = "S3"
    location = aws_s3_bucket.this.bucket
  }

  variable {
    name          = "color"
    default_value = "red"
  }

  trigger {
    provider_type = "CodeStarSourceConnection"
    git_configuration {
      source_action_name = "Code"
      push {
        branches {
          includes = ["main"]
        }
        file_paths {
          includes = ["apps/**"]
        }
      }
      push {
        tags {
          includes = ["v*"]
        }
      }
    }
  }

  stage {
    name = "Source"

    action {
      name             = "Code"
      category         = "Source"
      owner            = "AWS"
      provider         = "CodeStarSourceConnection"
      version          = "1"
      output_artifacts = ["code"]
      namespace        = "Code"
      configuration = {
        ConnectionArn    = aws_codestarconnections_connection.this.arn
        FullRepositoryId = "example/site"
        BranchName       = "main"
      }
    }

    action {
      name             = "Metadata"
      category         = "Source"
      owner            = "AWS"
      provider         = "S3"
      version          = "1"
      output_artifacts = ["metadata"]
      configuration = {
        S3Bucket             = aws_s3_bucket.this.bucket
        S3ObjectKey          = "metadata.zip"
        PollForSourceChanges = "false"
      }
    }
  }

  dynamic "stage" {
    for_each = local.stages
    content {
      name = stage.value.name

      dynamic "action" {
        for_each = stage.value.actions
        content {
          name             = action.value.name
          category         = action.value.category
          owner            = "AWS"
          provider         = action.value.provider
          version          = "1"
          configuration    = action.value.configuration
          input_artifacts  = action.value.inputs
          output_artifacts = action.value.outputs
          namespace        = action.value.namespace
        }
      }
    }
  }

  stage {
    name = "Check"

    before_entry {
      condition {
        result = "FAIL"

        rule {
          name = "Color"
          configuration = {
            Variable = "#{variables.color}"
            Operator = "EQ"
            Value    = "red"
          }
          rule_type_id {
            category = "Rule"
            owner    = "AWS"
            provider = "VariableCheck"
            version  = "1"
          }
        }

        rule {
          name            = "Files"
          commands        = ["test -e metadata.json"]
          input_artifacts = ["metadata"]
          rule_type_id {
            category = "Rule"
            owner    = "AWS"
            provider = "Commands"
            version  = "1"
          }
        }
      }
    }

    on_success {
      condition {
        result = "ROLLBACK"

        rule {
          name          = "Errors"
          configuration = { AlarmName = "errors" }
          rule_type_id {
            category = "Rule"
            owner    = "AWS"
            provider = "CloudWatchAlarm"
            version  = "1"
          }
        }
      }
    }

    on_failure {
      result = "RETRY"
      retry_configuration {
        retry_mode = "ALL_ACTIONS"
      }
    }

    action {
      name          = "Ask"
      category      = "Approval"
      owner         = "AWS"
      provider      = "Manual"
      version       = "1"
      configuration = { CustomData = "Go?" }
    }
  }
}
