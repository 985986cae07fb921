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

resource "aws_sesv2_email_identity" "sender" {
  email_identity         = var.email_sender
  configuration_set_name = aws_sesv2_configuration_set.movies.configuration_set_name
}
