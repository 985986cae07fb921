locals {
  repository = { connection_arn = "arn:aws:codestar-connections:eu-central-1:123456789012:connection/1", name = "example/site" }
  site       = { bucket_arn = "arn:aws:s3:::site", distribution_id = "E1" }
  functions = {
    invalidate_cache = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:invalidate-cache:live" } }
    notify           = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:slack-notification:live" } }
  }
}

module "objects_none" {
  source = "../../../../../../modules/multisource-pipeline"

  name       = "frontend"
  repository = local.repository
  site       = local.site
  functions  = local.functions
  objects    = {}
}

module "objects_too_many" {
  source = "../../../../../../modules/multisource-pipeline"

  name       = "frontend"
  repository = local.repository
  site       = local.site
  functions  = local.functions
  objects    = { for name in ["a", "b", "c", "d", "e"] : name => { bucket_arn = "arn:aws:s3:::metadata", key = "a.zip" } }
}

module "objects_with_the_repositorys_name" {
  source = "../../../../../../modules/multisource-pipeline"

  name       = "frontend"
  repository = local.repository
  site       = local.site
  functions  = local.functions
  objects    = { repository = { bucket_arn = "arn:aws:s3:::metadata", key = "a.zip" } }
}
