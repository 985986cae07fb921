module "bucket" {
  source = "../bucket"

  name_prefix   = "${var.name}-"
  expiration    = { noncurrent_days = var.noncurrent_version_days }
  force_destroy = var.force_destroy
  tags          = var.tags

  # Objects only, without s3:ListBucket: S3 then answers 403 for a missing object, which the distribution returns as 404.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Distribution"
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "${module.bucket.arn}/*"
      Condition = { StringEquals = { "aws:SourceArn" = aws_cloudfront_distribution.this.arn } }
    }]
  })
}
