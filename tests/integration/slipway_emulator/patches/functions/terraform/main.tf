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

variable "package" {
  type = string
}

variable "tags" {
  type    = map(string)
  default = { environment = "test" }
}

variable "runtime_updates" {
  type    = string
  default = "FunctionUpdate"
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

resource "aws_iam_role" "function" {
  name = var.name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }
  })
}

resource "aws_iam_role_policy" "stream" {
  role = aws_iam_role.function.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
      Resource = "*"
    }
  })
}

resource "aws_lambda_code_signing_config" "this" {
  allowed_publishers {
    signing_profile_version_arns = [
      "arn:aws:signer:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:/signing-profiles/example/abcdefghij"
    ]
  }

  policies {
    untrusted_artifact_on_deployment = "Warn"
  }
}

resource "aws_lambda_function" "this" {
  function_name           = var.name
  role                    = aws_iam_role.function.arn
  runtime                 = "python3.13"
  handler                 = "main.handler"
  # Absolute, with which the provider that the harness keeps running can read it.
  filename                = abspath(var.package)
  code_signing_config_arn = aws_lambda_code_signing_config.this.arn
}

resource "aws_lambda_runtime_management_config" "this" {
  function_name     = aws_lambda_function.this.function_name
  update_runtime_on = var.runtime_updates
}

resource "aws_lambda_function_event_invoke_config" "this" {
  function_name          = aws_lambda_function.this.function_name
  maximum_retry_attempts = 0
}

resource "aws_dynamodb_table" "this" {
  name             = var.name
  billing_mode     = "PROVISIONED"
  read_capacity    = 1
  write_capacity   = 1
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_lambda_event_source_mapping" "this" {
  function_name     = aws_lambda_function.this.arn
  event_source_arn  = aws_dynamodb_table.this.stream_arn
  starting_position = "LATEST"

  depends_on = [aws_iam_role_policy.stream]
}

resource "aws_lambda_function_url" "this" {
  function_name      = aws_lambda_function.this.function_name
  authorization_type = "NONE"
}

resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  protocol_type = "HTTP"
  target        = aws_lambda_function.this.arn
  tags          = var.tags
}

resource "aws_lambda_permission" "api" {
  function_name = aws_lambda_function.this.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/*"
}

resource "aws_iam_openid_connect_provider" "this" {
  url            = "https://${var.name}.example.com"
  client_id_list = ["sts.amazonaws.com"]
  tags           = var.tags
}

output "api_id" {
  value = aws_apigatewayv2_api.this.id
}

output "url" {
  value = aws_lambda_function_url.this.function_url
}
