module "name_with_a_dot" {
  source = "../../../../../../modules/codebuild"

  name      = "site.prod"
  buildspec = "phases: {}"
}

module "compute_architecture_unknown" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  buildspec = "phases: {}"
  compute   = { architecture = "arm" }
}

module "compute_type_unknown" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  buildspec = "phases: {}"
  compute   = { type = "SMALL" }
}

module "timeouts_build_too_long" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  buildspec = "phases: {}"
  timeouts  = { build_minutes = 2161 }
}

module "timeouts_queued_too_long" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  buildspec = "phases: {}"
  timeouts  = { queued_minutes = 481 }
}

module "environment_with_two_values" {
  source = "../../../../../../modules/codebuild"

  name        = "site"
  buildspec   = "phases: {}"
  environment = { A = { value = "a", secret = { arn = "arn:x" } } }
}

module "environment_with_no_value" {
  source = "../../../../../../modules/codebuild"

  name        = "site"
  buildspec   = "phases: {}"
  environment = { A = {} }
}

module "environment_name_with_a_hyphen" {
  source = "../../../../../../modules/codebuild"

  name        = "site"
  buildspec   = "phases: {}"
  environment = { A-B = { value = "a" } }
}

module "environment_name_reserved" {
  source = "../../../../../../modules/codebuild"

  name        = "site"
  buildspec   = "phases: {}"
  environment = { CODEBUILD_SRC_DIR = { value = "a" } }
}

module "role_statements_action_without_its_service" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  artifacts = { bucket_arn = "arn:aws:s3:::artifacts" }
  role      = { statements = [{ actions = ["GetAuthorizationToken"], resources = ["*"] }] }
}

module "role_statements_resource_by_its_name" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  artifacts = { bucket_arn = "arn:aws:s3:::artifacts" }
  role      = { statements = [{ actions = ["codeartifact:GetAuthorizationToken"], resources = ["example"] }] }
}

module "role_policy_is_no_json" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  buildspec = "phases: {}"
  role      = { policy = "allow everything" }
}

module "log_retention_days_no_step" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  buildspec = "phases: {}"
  log       = { retention_days = 31 }
}
