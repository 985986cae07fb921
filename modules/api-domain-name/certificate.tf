# In the region of the API, as a regional domain name needs.

resource "aws_acm_certificate" "this" {
  count = var.certificate == null ? 1 : 0

  domain_name       = var.name
  validation_method = "DNS"
  tags              = var.tags

  lifecycle {
    create_before_destroy = true # a certificate can't be deleted while the domain name uses it
  }
}

# ACM renews the certificate as long as the record exists.
resource "aws_route53_record" "validation" {
  count = length(aws_acm_certificate.this)

  zone_id = var.zone.id
  name    = one(aws_acm_certificate.this[0].domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.this[0].domain_validation_options).resource_record_type
  records = [one(aws_acm_certificate.this[0].domain_validation_options).resource_record_value]
  ttl     = 300
}

resource "aws_acm_certificate_validation" "this" {
  count = length(aws_acm_certificate.this)

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = [aws_route53_record.validation[0].fqdn]
}
