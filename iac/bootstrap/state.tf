# The bucket that holds the states of all stacks: <environment>/<stack>.tfstate, and beside it the lock file.

resource "aws_s3_bucket" "state" {
  #checkov:skip=CKV_AWS_18:who reads a state is in CloudTrail's data events, an account's decision; a log bucket would need a bucket of its own
  #checkov:skip=CKV_AWS_144:versions are kept; a copy in another region is for whoever has to outlive the loss of one
  #checkov:skip=CKV_AWS_145:a key of its own costs a dollar a month, a hundred times the budget; whoever may read the bucket could use it all the same
  #checkov:skip=CKV2_AWS_62:nothing acts on the change of a state
  bucket = "${var.name}-state-${local.account_id}-${var.region}"
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id

  versioning_configuration {
    status = "Enabled"
  }
}

# Every lock leaves a version and a marker behind, every apply a version.
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

  depends_on = [aws_s3_bucket_versioning.state]
}
