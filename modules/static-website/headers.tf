locals {
  # Not on the objects: a pipeline's S3 action sets the same Cache-Control for all of them.
  cache_control = {
    immutable = "public, max-age=31536000, immutable"
    changing  = "no-cache" # cached, but revalidated each time
  }

  content_security_policy = coalesce(var.content_security_policy, join("; ", compact([
    "default-src 'self'",
    length(var.connect_origins) > 0 ? "connect-src 'self' ${join(" ", var.connect_origins)}" : "",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ])))
}

resource "aws_cloudfront_response_headers_policy" "this" {
  #checkov:skip=CKV_AWS_259:includeSubDomains and preload are the domain owner's decision
  for_each = local.cache_control

  name    = "${var.name}-${each.key}"
  comment = "Security headers, and Cache-Control: ${each.value}"

  security_headers_config {
    content_security_policy {
      content_security_policy = local.content_security_policy
      override                = true
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = true
    }

    strict_transport_security {
      access_control_max_age_sec = 63072000 # two years
      include_subdomains         = false
      preload                    = false
      override                   = true
    }
  }

  custom_headers_config {
    items {
      header   = "Cache-Control"
      value    = each.value
      override = true
    }

    items {
      header   = "Permissions-Policy" # CloudFront has no section for it
      value    = var.permissions_policy
      override = true
    }

    items {
      header   = "Cross-Origin-Opener-Policy"
      value    = "same-origin"
      override = true
    }
  }
}
