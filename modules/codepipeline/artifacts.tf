variable "artifacts" {
  description = <<-EOT
    The bucket that holds the artifacts: versioned, encrypted, for TLS only, never public. Destroyed with all that is in it.
    - bucket_prefix: its name up to the 26 characters that Terraform appends, at most 37. Default: the pipeline's name, in small letters, shortened.
    - retention_days: until an artifact and its old versions are deleted, 1 or more. Default 30; an execution older than that
      can't be retried.
    - kms_key_arn: key that encrypts the artifacts. Default: S3's own keys.
  EOT
  type = object({
    bucket_prefix  = optional(string)
    retention_days = optional(number, 30)
    kms_key_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.artifacts.bucket_prefix == null || can(regex("^[a-z0-9][a-z0-9-]{0,36}$", var.artifacts.bucket_prefix))
    error_message = "artifacts.bucket_prefix must be 1 to 37 of a-z 0-9 -, for example \"dev-frontend-artifacts-\"."
  }

  validation {
    condition     = var.artifacts.retention_days >= 1 && floor(var.artifacts.retention_days) == var.artifacts.retention_days
    error_message = "artifacts.retention_days must be a whole number of days, 1 or more."
  }
}


resource "aws_s3_bucket" "artifacts" {
  #checkov:skip=CKV_AWS_18:who reads an artifact is in CloudTrail's data events, an account's decision; a log bucket would need a bucket of its own
  #checkov:skip=CKV_AWS_144:artifacts are made again from their sources
  #checkov:skip=CKV2_AWS_62:the pipeline itself writes and reads the artifacts, nothing acts on events of theirs
  bucket_prefix = coalesce(var.artifacts.bucket_prefix, "${trimsuffix(substr(lower(replace(var.name, "_", "-")), 0, 26), "-")}-artifacts-")
  force_destroy = true # what is in it is made again from the sources, and expires anyway
  tags          = var.tags
}

resource "aws_s3_bucket_versioning" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  rule {
    bucket_key_enabled = var.artifacts.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.artifacts.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.artifacts.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.artifacts.arn, "${aws_s3_bucket.artifacts.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.artifacts] # S3 refuses two changes of a bucket's access at once
}

resource "aws_s3_bucket_lifecycle_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = var.artifacts.retention_days
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.artifacts]
}
