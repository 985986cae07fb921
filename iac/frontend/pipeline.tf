locals {
  connection_arn = coalesce(var.connection_arn, one(aws_codestarconnections_connection.github[*].arn))

  slack_webhook_name = "/${var.environment}/frontend/slack-webhook"
}

# Created PENDING; someone must authorize it in the console: https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-update.html
resource "aws_codestarconnections_connection" "github" {
  count = var.connection_arn == null ? 1 : 0

  name          = "${var.environment}-frontend"
  provider_type = "GitHub"
}

module "pipeline" {
  source = "../../modules/multisource-pipeline"

  name   = local.pipeline_name
  alarms = local.alarms
  role   = { permissions_boundary = var.permissions_boundary, path = var.role_path }

  repository = {
    connection_arn = local.connection_arn
    name           = var.repository
    branch         = var.branch
    # The site's own files only: a change of a function doesn't change the site.
    push = [{
      branches   = { includes = [var.branch] }
      file_paths = { includes = ["apps/website/**"] }
    }]
  }

  objects = { for type, object in aws_s3_object.metadata : type => {
    bucket_arn = module.metadata.arn
    key        = object.key
  } }

  build = {
    buildspec   = "apps/website/buildspec.yml"
    environment = { MOVIES_API_URL = { value = var.movies_api_url } }
  }

  site = {
    bucket_arn      = module.site.bucket_arn
    distribution_id = module.site.distribution_id
    url             = module.site.site_url
  }

  functions = {
    invalidate_cache = module.invalidate_cache
    notify           = module.slack_notification
  }
}

# Not on AWS, where a plan would read the secret: the provider reads a parameter with its value, and the plan roles of iac/bootstrap may
# not. A write-only argument is in neither state nor plan.
resource "aws_ssm_parameter" "webhook" {
  count = var.create_slack_webhook_parameter ? 1 : 0

  name             = local.slack_webhook_name
  description      = "URL of the Slack webhook that slack-notification posts to"
  type             = "SecureString"
  value_wo         = var.slack_webhook_url
  value_wo_version = 1
}

# Version 0.1.0 managed the parameter on AWS too. It stays, with its value.
removed {
  from = aws_ssm_parameter.slack_webhook

  lifecycle {
    destroy = false
  }
}
