module "build" {
  source = "../codebuild"

  name        = "${var.name}-build"
  description = "Builds the site from ${var.repository.name} and ${join(", ", keys(var.objects))}."
  artifacts   = { bucket_arn = module.pipeline.artifact_bucket_arn, kms_key_arn = var.artifacts.kms_key_arn }
  buildspec   = var.build.buildspec
  environment = var.build.environment
  compute     = var.build.compute
  timeouts    = { build_minutes = var.build.timeout_minutes }
  cache       = var.build.cache
  log         = var.log

  role = {
    statements           = coalesce(var.build.statements, [])
    policy               = var.build.policy
    permissions_boundary = var.role.permissions_boundary
    path                 = var.role.path
  }

  tags = var.tags
}
