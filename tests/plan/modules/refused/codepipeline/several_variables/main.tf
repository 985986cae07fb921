locals {
  connection = "arn:aws:codestar-connections:eu-central-1:123456789012:connection/1"
  project    = { project_arn = "arn:aws:codebuild:eu-central-1:123456789012:project/site" }
  code       = { github = { connection_arn = local.connection, repository = "example/site" } }
  build      = { name = "Site", inputs = ["code"], codebuild = local.project }
  stages     = [{ name = "Build", actions = [local.build] }]
  nine       = ["1", "2", "3", "4", "5", "6", "7", "8", "9"]
}

module "stages_input_unknown" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { inputs = ["cod"] })] }]
}

module "stages_input_of_a_later_stage" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages = [
    { name = "Build", actions = [merge(local.build, { inputs = ["site"] })] },
    { name = "Late", actions = [merge(local.build, { outputs = ["site"] })] },
  ]
}

module "stages_input_made_at_the_same_time" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { outputs = ["site"] }), { name = "Test", inputs = ["site"], codebuild = local.project }] }]
}

module "stages_artifact_made_twice" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages = [{ name = "Build", actions = [
    merge(local.build, { outputs = ["site"] }),
    { name = "Test", inputs = ["code"], outputs = ["site"], codebuild = local.project },
  ] }]
}

module "stages_artifact_of_a_source_made_again" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { outputs = ["code"] })] }]
}

module "stages_namespace_of_a_source" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { namespace = "code" })] }]
}
