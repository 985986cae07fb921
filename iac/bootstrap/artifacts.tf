# The bucket for zips over 50 MB, which Lambda takes from S3 only: <environment>-<app>/<hash of the zip>.zip.

resource "aws_s3_bucket" "artifacts" {
  #checkov:skip=CKV_AWS_18:as of the state bucket
  #checkov:skip=CKV_AWS_21:a zip is named by its content, and made again from its commit at any time
  #checkov:skip=CKV_AWS_144:as CKV_AWS_21
  #checkov:skip=CKV_AWS_145:as of the state bucket
  #checkov:skip=CKV2_AWS_62:a deployment uploads and calls Lambda by itself
  bucket        = "${var.name}-artifacts-${local.account_id}-${var.region}"
  force_destroy = true # as CKV_AWS_21
}

# Lambda copies a zip when the function's code is updated, and never reads it again.
resource "aws_s3_bucket_lifecycle_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.bucket

  rule {
    id     = "used"
    status = "Enabled"

    filter {}

    expiration {
      days = 1
    }

    # A role that deploys can't abort an upload, so what an interrupted one has left goes this way too.
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}
