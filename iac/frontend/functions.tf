# One module block per app: apps/<name> is deployed as <environment>-<name>. A role allows the actions that the code calls, on the
# resources that it calls them on; tests/e2e fail for a grant that is missing and for one that nothing uses.

locals {
  # Known before the pipeline, which itself needs the functions first.
  pipeline_name = "${var.environment}-frontend"
  pipeline_arns = "arn:${data.aws_partition.current.partition}:codepipeline:${local.region_and_account}:${var.environment}-*"

  slack_webhook_arn = "arn:${data.aws_partition.current.partition}:ssm:${local.region_and_account}:parameter${local.slack_webhook_name}"
  # Seconds. The pipeline's action leaves 15 of them to report its result.
  notification_timeout = 30

  region_and_account = "${var.region}:${data.aws_caller_identity.current.account_id}"

  # Neither action supports resource-level permissions. What protects a job is its id, which only its function receives.
  complete_job = { actions = ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"], resources = ["*"] }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

module "sync_algorithm_metadata" {
  source = "../../modules/lambda"

  name        = "${var.environment}-sync-algorithm-metadata"
  description = "Updates the metadata object of an algorithm type when a version is complete"
  handler     = "sync_algorithm_metadata.handler"
  timeout     = 60
  alarms      = local.alarms
  traces      = var.traces

  environment = {
    METADATA_BUCKET       = module.metadata.bucket
    DEAD_LETTER_QUEUE_URL = module.dead_letter_queue["sync-algorithm-metadata"].url
  }

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements = [
      {
        actions   = ["s3:GetObject", "s3:PutObject"]
        resources = [for type in local.algorithm_types : "${module.metadata.arn}/${type}.zip"]
      },
      # Without it S3 answers 403, not 404, for an object that doesn't exist.
      { actions = ["s3:ListBucket"], resources = [module.metadata.arn] },
      { actions = ["sqs:SendMessage"], resources = [module.dead_letter_queue["sync-algorithm-metadata"].arn] },
    ]
  }
}

module "invalidate_cache" {
  source = "../../modules/lambda"

  name        = "${var.environment}-invalidate-cache"
  description = "Pipeline action: invalidates the changed paths, and waits until that is done"
  handler     = "invalidate_cache.handler"
  timeout     = 60
  alarms      = local.alarms
  traces      = var.traces

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements = [
      { actions = ["s3:ListBucketVersions"], resources = [module.site.bucket_arn] },
      {
        actions   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation", "cloudfront:ListInvalidations"]
        resources = [module.site.distribution_arn]
      },
      local.complete_job,
    ]
  }
}

module "slack_notification" {
  source = "../../modules/lambda"

  name        = "${var.environment}-slack-notification"
  description = "Posts the progress of pipelines to Slack: as an action, and for their events"
  handler     = "slack_notification.handler"
  timeout     = local.notification_timeout
  alarms      = local.alarms
  traces      = var.traces
  async       = { on_failure_arn = module.notifications.dead_letter_queue.arn }

  environment = {
    SLACK_WEBHOOK_PARAMETER = local.slack_webhook_name
    DEAD_LETTER_QUEUE_URL   = module.notifications.dead_letter_queue.url
    MAX_RECEIVE_COUNT       = module.notifications.max_receive_count
    DELIVERIES_TABLE        = module.notification_deliveries.name
  }

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements = [
      { actions = ["ssm:GetParameter"], resources = [local.slack_webhook_arn] },
      { actions = ["dynamodb:DeleteItem", "dynamodb:PutItem"], resources = [module.notification_deliveries.arn] },
      { actions = ["sqs:SendMessage"], resources = [module.notifications.dead_letter_queue.arn] },
      # Of every pipeline of the environment, as iac/delivery uses the function too.
      { actions = ["codepipeline:GetPipelineExecution", "codepipeline:ListActionExecutions"], resources = [local.pipeline_arns] },
      local.complete_job,
    ]
  }
}

module "dead_letter_queue" {
  source   = "../../modules/dead-letter-queue"
  for_each = toset(["sync-algorithm-metadata"])

  name   = "${var.environment}-${each.key}-dead-letter"
  alarms = local.alarms
}
