module "site" {
  source = "../../modules/static-website"

  name          = "${var.environment}-frontend"
  domain        = var.domain
  force_destroy = !local.deletion_protection

  # The page reads the movies from the API, which is another origin.
  connect_origins = [regex("^https?://[^/]+", var.movies_api_url)]
}
