# What each function may do: the actions that its code calls, on the ARNs that it calls them on. tests/e2e holds each
# grant against what the local AWS was asked for, so that one too many fails as one too few does.

locals {
  # Not the pipeline's output: the pipeline itself needs the functions first.
  pipeline_name = "${var.environment}-frontend"
  pipeline_arn  = "arn:${data.aws_partition.current.partition}:codepipeline:${var.region}:${data.aws_caller_identity.current.account_id}:${local.pipeline_name}"
  metadata_keys = [for type in local.algorithm_types : "${module.metadata.arn}/${type}.zip"]

  # Neither action knows resources: a job's id, which only its function gets, is what protects it.
  answer_job = { actions = ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"], resources = ["*"] }

  grants = {
    sync_algorithm_metadata = [
      { actions = ["s3:GetObject", "s3:PutObject"], resources = local.metadata_keys },
      # Without it S3 says 403, not 404, of an object that isn't there.
      { actions = ["s3:ListBucket"], resources = [module.metadata.arn] },
    ]
    invalidate_cache = [
      { actions = ["s3:ListBucketVersions"], resources = [module.site.bucket_arn] },
      {
        actions   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation", "cloudfront:ListInvalidations"]
        resources = [module.site.distribution_arn]
      },
      local.answer_job,
    ]
    slack_notification = [
      { actions = ["ssm:GetParameter"], resources = [aws_ssm_parameter.slack_webhook.arn] },
      { actions = ["codepipeline:GetPipelineExecution", "codepipeline:ListActionExecutions"], resources = [local.pipeline_arn] },
      local.answer_job,
    ]
  }

  policies = { for function, grants in local.grants : function => jsonencode({
    Version   = "2012-10-17"
    Statement = [for grant in grants : { Effect = "Allow", Action = grant.actions, Resource = grant.resources }]
  }) }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}
