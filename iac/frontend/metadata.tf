resource "aws_s3_bucket" "metadata" {
  bucket_prefix = "${var.environment}-algorithm-metadata-"
  force_destroy = !var.deletion_protection
}

# CodePipeline takes versioned sources only, and a lost update could be found again.
resource "aws_s3_bucket_versioning" "metadata" {
  bucket = aws_s3_bucket.metadata.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "metadata" {
  bucket = aws_s3_bucket.metadata.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "metadata" {
  bucket = aws_s3_bucket.metadata.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "metadata" {
  bucket     = aws_s3_bucket.metadata.id
  depends_on = [aws_s3_bucket_public_access_block.metadata] # S3 refuses two changes of one bucket at a time

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.metadata.arn, "${aws_s3_bucket.metadata.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_lifecycle_configuration" "metadata" {
  bucket     = aws_s3_bucket.metadata.id
  depends_on = [aws_s3_bucket_versioning.metadata]

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }
}

resource "aws_s3_bucket_notification" "metadata" {
  bucket      = aws_s3_bucket.metadata.id
  eventbridge = true
}

# Without its object a source fails. From then on the objects are sync-algorithm-metadata's.
resource "aws_s3_object" "metadata" {
  for_each = local.algorithm_types

  bucket       = aws_s3_bucket_versioning.metadata.bucket
  key          = "${each.key}.zip"
  source       = "${path.module}/metadata/${each.key}.zip"
  content_type = "application/zip"

  lifecycle {
    ignore_changes = all
  }
}
