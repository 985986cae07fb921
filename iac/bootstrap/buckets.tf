# The settings of both buckets: encrypted, TLS only, private. Not modules/bucket, which appends 26 characters to a bucket's name:
# operators write these names into files, and slipway-state-123456789012-eu-central-1 has 39 characters already.

locals {
  buckets = { state = aws_s3_bucket.state, artifacts = aws_s3_bucket.artifacts }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  bucket = each.value.bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# S3 refuses concurrent changes of a bucket's access, so the next three are created one after another.

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  bucket = each.value.bucket

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  bucket = each.value.bucket

  rule {
    object_ownership = "BucketOwnerEnforced" # no ACLs
  }

  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.buckets

  bucket = each.value.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyOverTls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [each.value.arn, "${each.value.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_ownership_controls.this]
}
