resource "aws_route53_zone" "this" {
  name = "${var.name}.example.com"
}

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

  name       = "api.${aws_route53_zone.this.name}"
  zone       = { id = aws_route53_zone.this.zone_id }
  api_id     = aws_apigatewayv2_api.this.id
  stage_name = aws_apigatewayv2_stage.this.name
  tags       = { team = "movies" }
}
