resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true
}

module "domain_name" {
  source = "../.."

  name        = "${var.name}.example.com"
  certificate = { arn = "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-0000-0000-000000000000" }
  api_id      = aws_apigatewayv2_api.this.id
  stage_name  = aws_apigatewayv2_stage.this.name
}
