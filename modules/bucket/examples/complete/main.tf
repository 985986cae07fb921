resource "aws_kms_key" "this" {
  description             = "Reports"
  deletion_window_in_days = 7
  enable_key_rotation     = true
}

module "bucket" {
  source = "../.."

  name_prefix   = substr("${var.name}-", 0, 37)
  expiration    = { days = 365, noncurrent_days = 7 }
  kms_key_arn   = aws_kms_key.this.arn
  eventbridge   = true
  force_destroy = true
  tags          = { team = "movies" }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Reader"
      Effect    = "Allow"
      Principal = { AWS = var.reader_arn }
      Action    = "s3:GetObject"
      Resource  = "${module.bucket.arn}/reports/*"
    }]
  })
}

resource "aws_s3_object" "first" {
  bucket  = module.bucket.bucket
  key     = "reports/first.txt"
  content = "Nothing to report."
}
