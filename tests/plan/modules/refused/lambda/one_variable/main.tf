module "name_with_a_dot" {
  source = "../../../../../../modules/lambda"

  name    = "get.movie"
  handler = "f.handler"
}

module "runtime_unknown" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  runtime = "cobol85"
}

module "runtime_without_version" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  runtime = "provided"
}

module "architecture_unknown" {
  source = "../../../../../../modules/lambda"

  name         = "f"
  handler      = "f.handler"
  architecture = "arm"
}

module "role_policy_is_no_json" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  role    = { policy = "allow everything" }
}

module "role_statements_without_an_action" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  role    = { statements = [{ actions = [], resources = ["*"] }] }
}

module "role_statements_action_without_its_service" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  role    = { statements = [{ actions = ["GetItem"], resources = ["*"] }] }
}

module "role_statements_without_a_resource" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  role    = { statements = [{ actions = ["dynamodb:GetItem"], resources = [] }] }
}

module "role_statements_resource_by_its_name" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  role    = { statements = [{ actions = ["dynamodb:GetItem"], resources = ["movies"] }] }
}

module "log_retention_days_no_step" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  log     = { retention_days = 31 }
}

module "log_level_in_small_letters" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  log     = { level = "info" }
}

module "environment_reserved_name" {
  source = "../../../../../../modules/lambda"

  name        = "f"
  handler     = "f.handler"
  environment = { AWS_LAMBDA_FUNCTION_NAME = "1" }
}

module "environment_name_with_a_hyphen" {
  source = "../../../../../../modules/lambda"

  name        = "f"
  handler     = "f.handler"
  environment = { MOVIES-TABLE = "1" }
}

module "memory_size_too_small" {
  source = "../../../../../../modules/lambda"

  name        = "f"
  handler     = "f.handler"
  memory_size = 127
}

module "timeout_too_long" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  timeout = 901
}

module "ephemeral_storage_too_small" {
  source = "../../../../../../modules/lambda"

  name              = "f"
  handler           = "f.handler"
  ephemeral_storage = 511
}

module "layers_too_many" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  layers  = ["a", "b", "c", "d", "e", "f"]
}

module "vpc_without_security_group" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  vpc     = { subnet_ids = ["subnet-1"], security_group_ids = [] }
}

module "reserved_concurrency_negative" {
  source = "../../../../../../modules/lambda"

  name                 = "f"
  handler              = "f.handler"
  reserved_concurrency = -1
}

module "async_age_too_short" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  async   = { maximum_event_age_seconds = 59 }
}

module "async_retries_too_many" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  async   = { maximum_retry_attempts = 3 }
}

module "async_dead_letter_is_a_function" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  async   = { dead_letter_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f" }
}

module "async_on_failure_is_a_bucket" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  async   = { on_failure_arn = "arn:aws:s3:::bucket" }
}

module "callers_service_without_source" {
  source = "../../../../../../modules/lambda"

  name    = "f"
  handler = "f.handler"
  callers = { anybody = { principal = "events.amazonaws.com" } }
}
