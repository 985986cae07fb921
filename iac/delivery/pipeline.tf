locals {
  stack         = "cloud-providers"
  apps          = ["list-cloud-providers", "put-cloud-provider"]
  pipeline_name = "${var.environment}-delivery"

  connection_arn = coalesce(var.connection_arn, one(aws_codestarconnections_connection.github[*].arn))

  # The stages of the API, which are aliases of the functions.
  stages = {
    test = { insert_data = var.acceptance.insert_data, canary = null, strategy = null }
    prod = { insert_data = var.production.insert_data, canary = var.canary, strategy = var.production.strategy }
  }
  tables        = { for name, stage in local.stages : name => "${var.environment}-${local.stack}-${name}" if stage.insert_data }
  seeded_tables = [for table in values(local.tables) : "arn:${data.aws_partition.current.partition}:dynamodb:${local.arn_suffix}:table/${table}"]

  release_parameters = { for name, stage in local.stages : name => join("&", concat(
    [
      "alias=${name}", "environment=${var.environment}", "pipeline=${local.pipeline_name}", "commit=#{repository.CommitId}",
      "functions=${join(",", local.apps)}",
    ],
    [for canary in stage.canary[*] :
      "canary=${canary.percent}&bakeSeconds=${canary.bake_seconds}&alarms=${join(",", values(module.prod_alarms.names))}"
    ],
  )) }
}

# Created PENDING; someone must authorize it in the console: https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-update.html
resource "aws_codestarconnections_connection" "github" {
  count = var.connection_arn == null ? 1 : 0

  name          = local.pipeline_name
  provider_type = "GitHub"
}

module "pipeline" {
  source = "../../modules/codepipeline"

  name   = local.pipeline_name
  role   = { permissions_boundary = var.permissions_boundary, path = var.role_path }
  alarms = local.alarms

  sources = merge(local.metadata_sources, {
    repository = { github = { connection_arn = local.connection_arn, repository = var.repository, branch = var.branch } }
  })

  stages = concat(
    [
      {
        name = "Commit"
        actions = concat([
          {
            name      = "Dependencies"
            inputs    = ["repository"]
            outputs   = ["dependencies"]
            codebuild = { project_arn = module.build["dependencies"].arn }
          },
          {
            name      = "Verify"
            run_order = 2
            inputs    = ["repository", "dependencies"]
            outputs   = ["packages"]
            codebuild = { project_arn = module.build["verify"].arn }
          },
          {
            name      = "Plan"
            run_order = 3
            inputs    = ["repository", "dependencies"]
            outputs   = ["plan"]
            namespace = "plan"
            codebuild = { project_arn = module.build["plan"].arn }
          },
          ], [for site in var.site[*] : {
            name      = "Site"
            run_order = 2
            inputs    = concat(["repository"], local.metadata)
            outputs   = ["site"]
            codebuild = { project_arn = module.build["site"].arn }
        }])
      },
      {
        name = "Acceptance"
        actions = concat(
          [{
            name      = "Apply"
            inputs    = ["repository", "dependencies", "plan"]
            namespace = "stack"
            codebuild = { project_arn = module.build["apply"].arn, environment = { PLANS_SHA256 = "#{plan.PLANS_SHA256}" } }
          }],
          local.release["test"],
        )
      },
      {
        name    = "Production"
        actions = concat([for approval in var.production.approval[*] : { name = "Approve", approval = approval }], local.release["prod"])
      },
    ],
    [for function in local.notify : {
      name = "Notify"
      actions = [{
        name = "Notify"
        lambda = {
          function        = function
          user_parameters = jsonencode({ event = "succeeded", pipeline = local.pipeline_name, execution_id = "#{codepipeline.PipelineExecutionId}" })
        }
      }]
    }],
  )
}
