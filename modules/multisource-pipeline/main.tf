module "pipeline" {
  source = "../codepipeline"

  name           = var.name
  execution_mode = var.execution_mode
  artifacts      = var.artifacts
  role           = var.role
  alarms         = var.alarms
  tags           = var.tags

  sources = merge(
    { for key, object in var.objects : key => { s3 = object } },
    {
      repository = {
        github = {
          connection_arn = var.repository.connection_arn
          repository     = var.repository.name
          branch         = var.repository.branch
          push           = var.repository.push
        }
      }
    },
  )

  stages = concat(
    [{
      name = "Build"
      actions = [{
        name      = "Site"
        inputs    = concat(["repository"], keys(var.objects))
        outputs   = ["site"]
        codebuild = { project_arn = module.build.arn }
      }]
    }],
    [for approval in var.approval[*] : {
      name    = "Approve"
      actions = [{ name = "Deploy", approval = approval }]
    }],
    [
      {
        name = "Deploy"
        actions = [{
          name   = "Site"
          inputs = ["site"]
          s3     = { bucket_arn = var.site.bucket_arn, kms_key_arn = var.site.kms_key_arn }
        }]
      },
      {
        # Run order 2 waits for run order 1: no message announces a page that a cache still hides.
        name = "Publish"
        actions = [
          {
            name      = "InvalidateCache"
            run_order = 1
            lambda = {
              function = var.functions.invalidate_cache
              user_parameters = jsonencode({
                distribution_id = var.site.distribution_id
                bucket          = split(":::", var.site.bucket_arn)[1]
              })
            }
          },
          {
            name      = "Notify"
            run_order = 2
            lambda = {
              function = var.functions.notify
              user_parameters = jsonencode(merge(
                { event = "succeeded", pipeline = var.name, execution_id = "#{codepipeline.PipelineExecutionId}" },
                var.site.url == null ? {} : { link = var.site.url },
              ))
            }
          },
        ]
      },
    ],
  )
}
