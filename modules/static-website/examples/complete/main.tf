resource "aws_s3_bucket" "log" {
  bucket_prefix = "${var.name}-log-"
  force_destroy = true
}

resource "aws_s3_bucket_ownership_controls" "log" {
  bucket = aws_s3_bucket.log.id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

module "site" {
  source = "../.."

  name                    = var.name
  pages                   = { not_found = "errors/404.html", folders = true }
  immutable_paths         = ["assets/*", "fonts/*"]
  price_class             = "PriceClass_All"
  noncurrent_version_days = 90
  force_destroy           = true
  access_log              = { bucket_domain_name = aws_s3_bucket.log.bucket_domain_name, prefix = "site/" }
  tags                    = { team = "movies" }

  domain = {
    names           = ["movies.example.com", "www.movies.example.com"]
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
  }

  depends_on = [aws_s3_bucket_ownership_controls.log]
}
