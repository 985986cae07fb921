module "pipeline" {
  source = "../codepipeline"

  name           = var.name
  execution_mode = "QUEUED" # no push is dropped between its plan and its approval
  artifacts      = var.artifacts
  role           = var.role
  alarms         = var.alarms
  tags           = var.tags

  sources = {
    repository = {
      github = {
        connection_arn = var.repository.connection_arn
        repository     = var.repository.name
        branch         = var.repository.branch
      }
    }
  }

  stages = concat(
    [
      {
        name = "Plan"
        actions = [{
          name      = "Plan"
          inputs    = ["repository"]
          outputs   = ["plan"]
          namespace = "plan"
          codebuild = { project_arn = module.build["plan"].arn }
        }]
      },
      {
        name    = "Approve"
        actions = [{ name = "Apply", approval = var.approval }]
      },
      {
        name = "Apply"
        actions = [{
          name   = "Apply"
          inputs = ["repository", "plan"]
          codebuild = {
            project_arn = module.build["apply"].arn
            environment = { PLAN_SHA256 = "#{plan.PLAN_SHA256}" }
          }
        }]
      },
    ],
    [for notify in var.notify[*] : {
      name = "Notify"
      actions = [{
        name = "Notify"
        lambda = {
          function        = notify
          user_parameters = jsonencode({ event = "succeeded", pipeline = var.name, execution_id = "#{codepipeline.PipelineExecutionId}" })
        }
      }]
    }],
  )
}
