resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:reads are in CloudTrail's data events, an account's decision; access logs need another bucket
  #checkov:skip=CKV_AWS_144:old versions are kept; replication is for data that can't be created again
  #checkov:skip=CKV_AWS_145:a choice (variable kms_key_arn): a customer managed key costs a dollar a month and must allow every reader
  #checkov:skip=CKV2_AWS_62:a choice (variable eventbridge)
  bucket_prefix = var.name_prefix
  force_destroy = var.force_destroy
  tags          = var.tags
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.bucket

  rule {
    bucket_key_enabled = var.kms_key_arn != null # one request to KMS serves many objects

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

# S3 refuses concurrent changes of a bucket's access, so the next three are created one after another.

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.bucket

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.bucket

  rule {
    object_ownership = "BucketOwnerEnforced" # no ACLs
  }

  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      flatten([for policy in var.policy[*] : jsondecode(policy).Statement]),
    )
  })

  depends_on = [aws_s3_bucket_ownership_controls.this]
}

# S3 accepts noncurrent_version_expiration before versioning, too (https://github.com/aws/aws-cdk/pull/22803), so that it
# doesn't wait for it: the provider takes 1.2 s to read a versioning, and S3 up to a minute to return a lifecycle.
resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.bucket

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    # S3 accepts one of the two only; with days it removes the delete markers of expired objects automatically.
    expiration {
      days                         = var.expiration.days
      expired_object_delete_marker = var.expiration.days == null ? true : null
    }

    noncurrent_version_expiration {
      noncurrent_days = var.expiration.noncurrent_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_notification" "this" {
  count = var.eventbridge ? 1 : 0

  bucket      = aws_s3_bucket.this.bucket
  eventbridge = true
}
