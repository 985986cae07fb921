resource "aws_sesv2_configuration_set" "movies" {
  configuration_set_name = "${var.environment}-movies"

  delivery_options {
    tls_policy = "REQUIRE"
  }

  reputation_options {
    reputation_metrics_enabled = true
  }

  sending_options {
    sending_enabled = true
  }

  # No more mail to an address that bounced or complained.
  suppression_options {
    suppressed_reasons = ["BOUNCE", "COMPLAINT"]
  }
}

locals {
  email_identity = var.email_domain == null ? var.email_sender : lower(split("@", var.email_sender)[1])
}

resource "aws_sesv2_email_identity" "sender" {
  email_identity         = local.email_identity
  configuration_set_name = aws_sesv2_configuration_set.movies.configuration_set_name
}

# They verify the domain, and hold the keys that SES signs with: it changes the keys behind them.
resource "aws_route53_record" "dkim" {
  count = var.email_domain == null ? 0 : 3

  zone_id = var.email_domain.zone.id
  name    = "${aws_sesv2_email_identity.sender.dkim_signing_attributes[0].tokens[count.index]}._domainkey.${local.email_identity}"
  type    = "CNAME"
  records = ["${aws_sesv2_email_identity.sender.dkim_signing_attributes[0].tokens[count.index]}.dkim.amazonses.com"]
  ttl     = 1800
}
