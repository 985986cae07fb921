module "artifacts" {
  source = "../bucket"

  name_prefix   = coalesce(var.artifacts.bucket_prefix, "${trimsuffix(substr(lower(replace(var.name, "_", "-")), 0, 26), "-")}-artifacts-")
  expiration    = { days = var.artifacts.retention_days, noncurrent_days = 1 }
  kms_key_arn   = var.artifacts.kms_key_arn
  force_destroy = true # its objects are built again from the sources, and expire anyway
  tags          = var.tags
}
