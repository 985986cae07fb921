module "site" {
  source = "../../modules/static-website"

  name          = "${var.environment}-frontend"
  domain        = var.domain
  force_destroy = !local.deletion_protection

  # The page reads the movies from the API, which is another origin.
  content_security_policy = join("; ", [
    "default-src 'self'",
    "connect-src 'self' ${regex("^https?://[^/]+", var.movies_api_url)}",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ])
}
