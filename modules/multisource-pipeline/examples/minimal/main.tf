module "site" {
  source = "../../../static-website"

  name          = var.name
  force_destroy = true
}

module "metadata" {
  source = "../../../bucket"

  name_prefix   = "${var.name}-metadata-"
  eventbridge   = true
  force_destroy = true
}

resource "aws_codestarconnections_connection" "github" {
  name          = substr(var.name, 0, 32)
  provider_type = "GitHub"
}

module "publish" {
  source   = "../../../lambda"
  for_each = toset(["invalidate-cache", "notify"])

  name    = "${var.name}-${each.key}"
  handler = "${replace(each.key, "-", "_")}.handler"
  timeout = 60

  # Neither action supports resource-level permissions.
  role = {
    statements = [{ actions = ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"], resources = ["*"] }]
  }
}

module "frontend" {
  source = "../.."

  name       = var.name
  repository = { connection_arn = aws_codestarconnections_connection.github.arn, name = "example/site" }
  objects = {
    for type in ["recommendation", "search", "similarity"] : type => {
      bucket_arn = module.metadata.arn
      key        = "${type}.zip"
    }
  }

  site = {
    bucket_arn      = module.site.bucket_arn
    distribution_id = module.site.distribution_id
    url             = module.site.site_url
  }

  functions = {
    invalidate_cache = module.publish["invalidate-cache"]
    notify           = module.publish["notify"]
  }
}
