# The bucket for zips over 50 MB, which Lambda accepts from S3 only: <environment>-<app>/<hash of the zip>.zip.

resource "aws_s3_bucket" "artifacts" {
  #checkov:skip=CKV_AWS_18:as for the state bucket
  #checkov:skip=CKV_AWS_21:a zip is named by its content, and can be built again from its commit
  #checkov:skip=CKV_AWS_144:as CKV_AWS_21
  #checkov:skip=CKV_AWS_145:as for the state bucket
  #checkov:skip=CKV2_AWS_62:a deployment calls Lambda itself after the upload
  bucket        = "${var.name}-artifacts-${local.account_id}-${var.region}"
  force_destroy = true # as CKV_AWS_21
}

# Lambda copies a zip when the function's code is updated, and doesn't read it again.
resource "aws_s3_bucket_lifecycle_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.bucket

  rule {
    id     = "used"
    status = "Enabled"

    filter {}

    expiration {
      days = 1
    }

    # A deploy role can't abort an upload, so this also removes what an interrupted one left.
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}
