# Versions are what CodePipeline takes for a source, and where a lost update could be found again.
module "metadata" {
  source = "../../modules/bucket"

  name_prefix   = "${var.environment}-metadata-"
  expiration    = { noncurrent_days = 90 }
  eventbridge   = true # what starts the pipeline
  force_destroy = !var.deletion_protection
}

# Without its object a source fails. From then on the objects are sync-algorithm-metadata's.
resource "aws_s3_object" "metadata" {
  for_each = local.algorithm_types

  bucket       = module.metadata.bucket
  key          = "${each.key}.zip"
  source       = "${path.module}/metadata/${each.key}.zip"
  content_type = "application/zip"

  lifecycle {
    ignore_changes = all
  }
}
