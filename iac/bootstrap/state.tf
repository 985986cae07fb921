# The bucket with the states of all stacks: <environment>/<stack>.tfstate, and its lock file.

locals {
  state = "arn:${local.partition}:s3:::${aws_s3_bucket.state.bucket}"
}

resource "aws_s3_bucket" "state" {
  #checkov:skip=CKV_AWS_18:reads are in CloudTrail's data events, an account's decision; access logs need another bucket
  #checkov:skip=CKV_AWS_144:versions are kept; replication is for systems that must survive the loss of a region
  #checkov:skip=CKV_AWS_145:a customer managed key costs a dollar a month, and readers of the bucket could use it too
  #checkov:skip=CKV2_AWS_62:nothing reacts to a change of a state
  bucket = "${var.name}-state-${local.account_id}-${var.region}"
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id

  versioning_configuration {
    status = "Enabled"
  }
}

# Every lock leaves a version and a delete marker, every apply a version.
resource "aws_s3_bucket_lifecycle_configuration" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days           = 90
      newer_noncurrent_versions = 20
    }

    expiration {
      expired_object_delete_marker = true
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}
