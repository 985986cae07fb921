module "build" {
  source   = "../codebuild"
  for_each = { plan = var.plan_role, apply = var.apply_role }

  name        = "${var.name}-${each.key}"
  description = "Runs ${var.command} ${each.key} in ${var.folder} of ${var.repository.name}."
  artifacts   = { bucket_arn = module.pipeline.artifact_bucket_arn, kms_key_arn = try(var.artifacts.kms_key_arn, null) }
  buildspec   = file("${path.module}/${each.key}.yml")
  compute     = var.compute
  timeouts    = { build_minutes = var.build_minutes }
  role        = each.value
  log         = var.log
  tags        = var.tags

  environment = merge(var.environment, {
    COMMAND            = { value = var.command }
    FOLDER             = { value = var.folder }
    TF_IN_AUTOMATION   = { value = "true" }
    TG_NON_INTERACTIVE = { value = "true" }
  })
}
