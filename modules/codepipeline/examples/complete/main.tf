resource "aws_kms_key" "this" {
  description             = var.name
  deletion_window_in_days = 7
}

resource "aws_sns_topic" "approvals" {
  name              = "${var.name}-approvals"
  kms_master_key_id = aws_kms_key.this.arn
}

module "data" {
  source = "../../../bucket"

  name_prefix   = "${var.name}-data-"
  eventbridge   = true
  force_destroy = true
}

resource "aws_codestarconnections_connection" "github" {
  name          = substr(var.name, 0, 32)
  provider_type = "GitHub"
}

module "build" {
  source = "../../../codebuild"

  name      = "${var.name}-build"
  artifacts = { bucket_arn = module.pipeline.artifact_bucket_arn, kms_key_arn = aws_kms_key.this.arn }
}

module "announce" {
  source = "../../../lambda"

  name    = "${var.name}-announce"
  handler = "announce.handler"

  # Neither action supports resource-level permissions.
  role = {
    statements = [{ actions = ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"], resources = ["*"] }]
  }
}

module "pipeline" {
  source = "../.."

  name           = var.name
  execution_mode = "QUEUED"
  variables      = { channel = { default = "beta", description = "Where the release is announced." } }
  artifacts      = { bucket_prefix = "example-artifacts-", retention_days = 14, kms_key_arn = aws_kms_key.this.arn }
  tags           = { team = "movies" }

  sources = {
    code = {
      github = {
        connection_arn = aws_codestarconnections_connection.github.arn
        repository     = "example/app"
        push = [
          { branches = { includes = ["main", "release/**"] }, file_paths = { includes = ["app/**"], excludes = ["**.md"] } },
          { tags = { includes = ["v*"] } },
        ]
      }
    }
    data = { s3 = { bucket_arn = module.data.arn, key = "data.zip" } }
  }

  conditions = {
    Build = { on_failure = { result = "RETRY", retry_mode = "ALL_ACTIONS" } }
    Release = {
      before_entry = {
        result = "SKIP"
        rules  = [{ name = "NotBeta", variable = { text = "#{variables.channel}", operator = "NE", value = "beta" } }]
      }
      on_failure = { result = "ROLLBACK" }
    }
  }

  stages = [
    {
      name = "Build"
      actions = [
        {
          name      = "App"
          inputs    = ["code", "data"]
          outputs   = ["app"]
          namespace = "build"
          codebuild = { project_arn = module.build.arn, environment = { COMMIT = "#{code.CommitId}" } }
        },
      ]
    },
    {
      name = "Approve"
      actions = [{
        name            = "Release"
        timeout_minutes = 1440
        approval        = { topic_arn = aws_sns_topic.approvals.arn, message = "Release #{code.CommitId}?", kms_key_arn = aws_kms_key.this.arn }
      }]
    },
    {
      name = "Release"
      actions = [
        {
          name   = "Store"
          inputs = ["app"]
          s3     = { bucket_arn = module.data.arn, key = "releases/#{code.CommitId}.zip", extract = false }
        },
        {
          name      = "Announce"
          run_order = 2
          lambda = {
            function        = module.announce
            user_parameters = jsonencode({ channel = "#{variables.channel}" })
          }
        },
      ]
    },
  ]
}
