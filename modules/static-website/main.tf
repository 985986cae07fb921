locals {
  # CloudFront's managed policy CachingOptimized: no cookies, headers or query strings in the cache key, gzip and Brotli; an object
  # without cache headers is cached for a day or until it is invalidated.
  # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
  caching_optimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
}

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = var.name
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "this" {
  #checkov:skip=CKV_AWS_68:a WAF has a monthly fee; the site is static, and only CloudFront reads its bucket
  #checkov:skip=CKV2_AWS_47:as CKV_AWS_68
  #checkov:skip=CKV_AWS_310:one origin: S3 in one region, whose objects can be built again from their sources
  #checkov:skip=CKV_AWS_374:the site is public
  enabled             = true
  comment             = var.name
  aliases             = try(var.domain.names, null)
  default_root_object = var.pages.index
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = var.price_class
  tags                = var.tags

  origin {
    origin_id                = "bucket"
    domain_name              = module.bucket.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  default_cache_behavior {
    target_origin_id           = "bucket"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.caching_optimized
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this["changing"].id

    dynamic "function_association" {
      for_each = aws_cloudfront_function.paths

      content {
        event_type   = "viewer-request"
        function_arn = function_association.value.arn
      }
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = var.immutable_paths

    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = "bucket"
      viewer_protocol_policy     = "redirect-to-https"
      allowed_methods            = ["GET", "HEAD"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = local.caching_optimized
      response_headers_policy_id = aws_cloudfront_response_headers_policy.this["immutable"].id
    }
  }

  # S3 answers 403 for a missing object to a caller that may not list the bucket.
  dynamic "custom_error_response" {
    for_each = [403, 404]

    content {
      error_code            = custom_error_response.value
      response_code         = 404
      response_page_path    = "/${var.pages.not_found}"
      error_caching_min_ttl = 10
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = var.domain == null ? true : null
    acm_certificate_arn            = try(var.domain.certificate_arn, null)
    ssl_support_method             = var.domain == null ? null : "sni-only"
    minimum_protocol_version       = var.domain == null ? "TLSv1" : "TLSv1.2_2021"
  }

  dynamic "logging_config" {
    for_each = var.access_log[*]

    content {
      bucket = logging_config.value.bucket_domain_name
      prefix = logging_config.value.prefix
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}
