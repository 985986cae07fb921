locals {
  zone = try(var.domain.zone, null)
}

resource "aws_route53_record" "this" {
  for_each = local.zone == null ? {} : { for pair in setproduct(var.domain.names, ["A", "AAAA"]) : join(" ", pair) => pair }

  zone_id = local.zone.id
  name    = each.value[0]
  type    = each.value[1]

  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false
  }
}
