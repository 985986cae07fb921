# The page of apps/website, once for each stage of the API. All stages publish the artifact of one build: the action writes the endpoints
# of the stage into config.json, which the page reads.

locals {
  movies_api_urls = { for stage, url in try(var.site.movies_api_urls, {}) : stage => url }

  # Each is an object <type>.zip of the bucket, as sync-algorithm-metadata of iac/frontend writes it, and a source of the pipeline.
  metadata = var.site == null ? [] : ["recommendation", "search", "similarity"]
  metadata_sources = { for type in local.metadata : type => { s3 = {
    bucket_arn = "arn:${data.aws_partition.current.partition}:s3:::${var.site.metadata_bucket}"
    key        = "${type}.zip"
  } } }
}

module "site" {
  source   = "../../modules/static-website"
  for_each = local.movies_api_urls

  name          = "${local.pipeline_name}-${each.key}"
  domain        = lookup(var.site.domains, each.key, null)
  force_destroy = true # an execution publishes it again

  # The page reads the movies from the API, which is another origin.
  connect_origins = [regex("^https?://[^/]+", each.value)]
}

module "deploy_site" {
  source = "../../modules/lambda"
  count  = var.site == null ? 0 : 1

  name        = "${var.environment}-deploy-site"
  description = "Pipeline action: publishes a built site, with the endpoints of a stage"
  handler     = "deploy_site.handler"
  timeout     = 300
  memory_size = 512
  alarms      = local.alarms
  traces      = var.traces

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements = [
      { actions = ["s3:ListBucket", "s3:ListBucketVersions"], resources = [for site in module.site : site.bucket_arn] },
      { actions = ["s3:PutObject"], resources = [for site in module.site : "${site.bucket_arn}/*"] },
      {
        actions   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation", "cloudfront:ListInvalidations"]
        resources = [for site in module.site : site.distribution_arn]
      },
      local.complete_job,
    ]
  }
}
