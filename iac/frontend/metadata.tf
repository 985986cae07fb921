# CodePipeline requires a versioned source; a lost update can be restored from an old version.
module "metadata" {
  source = "../../modules/bucket"

  name_prefix   = "${var.environment}-metadata-"
  expiration    = { noncurrent_days = 90 }
  eventbridge   = true # its events start the pipeline
  force_destroy = !local.deletion_protection
}

# A source action fails without its object. Once created, sync-algorithm-metadata owns the objects.
resource "aws_s3_object" "metadata" {
  for_each = local.algorithm_types

  bucket         = module.metadata.bucket
  key            = "${each.key}.zip"
  content_base64 = filebase64("${path.module}/metadata/${each.key}.zip")
  content_type   = "application/zip"

  lifecycle {
    ignore_changes = all
  }
}
