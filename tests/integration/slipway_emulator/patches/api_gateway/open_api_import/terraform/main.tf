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

variable "path" {
  type = string
}

variable "tags" {
  type    = map(string)
  default = { environment = "test" }
}

variable "binary_media_types" {
  type    = list(string)
  default = ["image/png"]
}

locals {
  mock = {
    x-amazon-apigateway-integration = {
      type             = "mock"
      requestTemplates = { "application/json" = jsonencode({ statusCode = 200 }) }
      responses        = { default = { statusCode = "200", responseTemplates = { "application/json" = "{}" } } }
    }
    responses = { 200 = { description = "OK" } }
  }
}

resource "aws_api_gateway_rest_api" "this" {
  name               = var.name
  description        = "From a document"
  binary_media_types = var.binary_media_types
  tags               = var.tags

  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "document", version = "1" }
    paths   = { (var.path) = { get = local.mock } }
  })

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  triggers    = { body = sha1(aws_api_gateway_rest_api.this.body) }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = "live"
  tags          = var.tags
}

resource "aws_api_gateway_api_key" "this" {
  name = var.name
  tags = var.tags
}

resource "aws_api_gateway_usage_plan" "this" {
  name = var.name
  tags = var.tags

  api_stages {
    api_id = aws_api_gateway_rest_api.this.id
    stage  = aws_api_gateway_stage.this.stage_name
  }

  throttle_settings {
    burst_limit = length(var.tags) + 1
    rate_limit  = 10
  }
}

output "url" {
  value = aws_api_gateway_stage.this.invoke_url
}
