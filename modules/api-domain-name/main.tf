locals {
  certificate_arn = one(concat(var.certificate[*].arn, aws_acm_certificate_validation.this[*].certificate_arn))
}

resource "aws_apigatewayv2_domain_name" "this" {
  domain_name = var.name
  tags        = var.tags

  domain_name_configuration {
    certificate_arn = local.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  api_id      = var.api_id
  domain_name = aws_apigatewayv2_domain_name.this.id
  stage       = var.stage_name
}

resource "aws_route53_record" "this" {
  for_each = var.zone == null ? [] : toset(["A", "AAAA"])

  zone_id = var.zone.id
  name    = var.name
  type    = each.key

  alias {
    name                   = aws_apigatewayv2_domain_name.this.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.this.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}
