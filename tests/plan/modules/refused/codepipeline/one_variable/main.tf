locals {
  connection = "arn:aws:codestar-connections:eu-central-1:123456789012:connection/1"
  project    = { project_arn = "arn:aws:codebuild:eu-central-1:123456789012:project/site" }
  code       = { github = { connection_arn = local.connection, repository = "example/site" } }
  build      = { name = "Site", inputs = ["code"], codebuild = local.project }
  stages     = [{ name = "Build", actions = [local.build] }]
  function   = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live" } }
  nine       = ["1", "2", "3", "4", "5", "6", "7", "8", "9"]
}

module "name_with_a_dot" {
  source = "../../../../../../modules/codepipeline"

  name    = "site.prod"
  sources = { code = local.code }
  stages  = local.stages
}

module "execution_mode_in_small_letters" {
  source = "../../../../../../modules/codepipeline"

  name           = "site"
  sources        = { code = local.code }
  stages         = local.stages
  execution_mode = "queued"
}

module "variables_with_a_space_in_a_name" {
  source = "../../../../../../modules/codepipeline"

  name      = "site"
  sources   = { code = local.code }
  stages    = local.stages
  variables = { "a b" = {} }
}

module "variables_with_an_empty_default" {
  source = "../../../../../../modules/codepipeline"

  name      = "site"
  sources   = { code = local.code }
  stages    = local.stages
  variables = { a = { default = "" } }
}

module "artifacts_prefix_in_capitals" {
  source = "../../../../../../modules/codepipeline"

  name      = "site"
  sources   = { code = local.code }
  stages    = local.stages
  artifacts = { bucket_prefix = "Site" }
}

module "artifacts_retention_of_half_a_day" {
  source = "../../../../../../modules/codepipeline"

  name      = "site"
  sources   = { code = local.code }
  stages    = local.stages
  artifacts = { retention_days = 0.5 }
}

module "sources_key_with_a_hyphen" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { the-code = local.code }
  stages  = local.stages
}

module "sources_none" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = {}
  stages  = local.stages
}

module "sources_of_two_kinds" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = merge(local.code, { s3 = { bucket_arn = "arn:aws:s3:::data", key = "data.zip" } }) }
  stages  = local.stages
}

module "sources_of_an_unknown_kind" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { codecommit = { repository = "site" } } }
  stages  = local.stages
}

module "sources_connection_is_a_name" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = { connection_arn = "github", repository = "example/site" } } }
  stages  = local.stages
}

module "sources_repository_is_a_url" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = { connection_arn = local.connection, repository = "https://github.com/example/site" } } }
  stages  = local.stages
}

module "sources_repository_without_owner" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = { connection_arn = local.connection, repository = "site" } } }
  stages  = local.stages
}

module "sources_bucket_is_a_name" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { s3 = { bucket_arn = "data", key = "data.zip" } } }
  stages  = local.stages
}

module "sources_key_of_the_object_with_a_slash" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { s3 = { bucket_arn = "arn:aws:s3:::data", key = "/data.zip" } } }
  stages  = local.stages
}

module "sources_image_is_a_url" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { ecr = { repository_arn = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site" } } }
  stages  = local.stages
}

module "sources_filter_of_what_is_not_detected" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = merge(local.code.github, { detect_changes = false, push = [{ branches = { includes = ["main"] } }] }) } }
  stages  = local.stages
}

module "sources_filter_of_nothing" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = merge(local.code.github, { push = [{}] }) } }
  stages  = local.stages
}

module "sources_file_paths_without_branches" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = merge(local.code.github, { push = [{ file_paths = { includes = ["a/**"] } }] }) } }
  stages  = local.stages
}

module "sources_file_paths_beside_tags" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = merge(local.code.github, { push = [{ tags = { includes = ["v*"] }, file_paths = { includes = ["a/**"] } }] }) } }
  stages  = local.stages
}

module "sources_pull_request_without_branches" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = merge(local.code.github, { pull_request = [{ events = ["OPEN"] }] }) } }
  stages  = local.stages
}

module "sources_excludes_too_many" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = merge(local.code.github, { push = [{ branches = { excludes = local.nine } }] }) } }
  stages  = local.stages
}

module "sources_event_unknown" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = merge(local.code.github, { pull_request = [{ events = ["MERGED"], branches = { includes = ["main"] } }] }) } }
  stages  = local.stages
}

module "sources_filters_too_many" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = merge(local.code.github, { push = [for name in ["a", "b", "c", "d"] : { branches = { includes = [name] } }] }) } }
  stages  = local.stages
}

module "sources_filters_too_many_once_split" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = merge(local.code.github, { push = [{ branches = { includes = local.nine }, file_paths = { includes = local.nine } }] }) } }
  stages  = local.stages
}

module "sources_pull_requests_too_many" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = { github = merge(local.code.github, { pull_request = [for name in ["a", "b", "c", "d"] : { branches = { includes = [name] } }] }) } }
  stages  = local.stages
}

module "stages_none" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = []
}

module "stages_without_action" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [] }]
}

module "stages_name_with_a_space" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "The build", actions = [local.build] }]
}

module "stages_action_name_with_a_space" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { name = "The site" })] }]
}

module "stages_of_one_name" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = concat(local.stages, local.stages)
}

module "stages_called_source" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Source", actions = [local.build] }]
}

module "stages_actions_of_one_name" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [local.build, local.build] }]
}

module "stages_provider_unknown" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [{ name = "Site", inputs = ["code"], cloudformation = { stack = "site" } }] }]
}

module "stages_two_providers" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { approval = {} })] }]
}

module "stages_run_order_0" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { run_order = 0 })] }]
}

module "stages_timeout_too_short" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { timeout_minutes = 4 })] }]
}

module "stages_artifact_name_with_a_hyphen" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { outputs = ["the-site"] })] }]
}

module "stages_build_without_input" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { inputs = [] })] }]
}

module "stages_same_input_twice" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { inputs = ["code", "code"] })] }]
}

module "stages_deployment_with_an_output" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [{ name = "Site", inputs = ["code"], outputs = ["b"], s3 = { bucket_arn = "arn:aws:s3:::site" } }] }]
}

module "stages_deployment_of_nothing" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [{ name = "Site", s3 = { bucket_arn = "arn:aws:s3:::site" } }] }]
}

module "stages_approval_with_an_input" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [{ name = "Site", inputs = ["code"], approval = {} }] }]
}

module "stages_function_with_six_outputs" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [{ name = "Site", outputs = ["a", "b", "c", "d", "e", "f"], lambda = { function = local.function } }] }]
}

module "stages_project_is_a_name" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [merge(local.build, { codebuild = { project_arn = "site" } })] }]
}

module "stages_function_is_a_name" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [{ name = "Site", lambda = { function = { function = { alias_arn = "announce:live" } } } }] }]
}

module "stages_bucket_is_a_name" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [{ name = "Site", inputs = ["code"], s3 = { bucket_arn = "site" } }] }]
}

module "stages_topic_is_an_address" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [{ name = "Site", approval = { topic_arn = "me@example.com" } }] }]
}

module "stages_object_without_key" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages  = [{ name = "Build", actions = [{ name = "Site", inputs = ["code"], s3 = { bucket_arn = "arn:aws:s3:::site", extract = false } }] }]
}

module "stages_user_parameters_too_long" {
  source = "../../../../../../modules/codepipeline"

  name    = "site"
  sources = { code = local.code }
  stages = [{ name = "Build", actions = [
    { name = "Site", lambda = { function = local.function, user_parameters = join("", [for number in range(1001) : "x"]) } },
  ] }]
}
