# Each build runs a file of buildspecs/, which a commit can't change: Terraform applies it with this stack.

locals {
  python = { REQUIREMENTS = var.requirements, ENVIRONMENT = var.environment, STACK = local.stack, PIPELINE = local.pipeline_name }

  builds = merge({ for site in var.site[*] : "site" => { description = "Builds the page of apps/website." } }, {
    dependencies = { description = "Installs the locked dependencies." }
    verify = {
      description = "Lints, runs the unit tests and packages the functions."
      environment = { APPS = join(" ", local.apps), UNIT_TESTS = var.unit_tests }
    }
    plan       = { description = "Plans iac/${local.stack}.", role_arn = var.plan_role_arn }
    apply      = { description = "Applies the plan of iac/${local.stack}.", role_arn = var.apply_role_arn }
    acceptance = { description = "Calls the API of a stage.", writes = false }
    insert-data = {
      description = "Adds the example rows to the table of a stage."
      writes      = false
      statements = [for tables in [local.seeded_tables] :
        { actions = ["dynamodb:DescribeTable", "dynamodb:PutItem"], resources = tables } if length(tables) > 0
      ]
    }
  })
}

module "build" {
  source   = "../../modules/codebuild"
  for_each = local.builds

  name        = "${local.pipeline_name}-${each.key}"
  description = each.value.description
  artifacts   = { bucket_arn = module.pipeline.artifact_bucket_arn, writes = try(each.value.writes, true) }
  buildspec   = file("${path.module}/buildspecs/${each.key}.yml")
  compute     = var.compute
  cache       = each.key == "dependencies" ? { bucket_arn = module.pipeline.artifact_bucket_arn } : null

  environment = { for name, value in merge(local.python, try(each.value.environment, {})) : name => { value = value } }

  # The builds that plan and apply create roles, which no role within the boundary may: theirs are from iac/bootstrap.
  role = {
    existing             = can(each.value.role_arn) ? { arn = each.value.role_arn } : null
    statements           = can(each.value.role_arn) ? null : try(each.value.statements, [])
    permissions_boundary = can(each.value.role_arn) ? null : var.permissions_boundary
    path                 = can(each.value.role_arn) ? null : var.role_path
  }
}
