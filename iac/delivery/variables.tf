variable "region" {
  description = "AWS region of this stack, for example eu-central-1."
  type        = string
  default     = "eu-central-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be the name of an AWS region: write, for example, eu-central-1."
  }
}

variable "environment" {
  description = "Prefix of every name, so that one account can hold several environments: 1 to 20 lower-case letters, digits and hyphens."
  type        = string
  default     = "dev"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$|^[a-z]$", var.environment))
    error_message = "environment must be 1 to 20 of a-z 0-9 -, beginning with a letter and not ending with a hyphen: write, for example, dev."
  }
}

variable "repository" {
  description = "GitHub repository that the pipeline delivers: owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$", var.repository))
    error_message = "repository must be owner/name: write, for example, example/slipway."
  }
}

variable "branch" {
  description = "Branch whose pushes start the pipeline."
  type        = string
  default     = "main"
}

variable "connection_arn" {
  description = <<-EOT
    ARN of a CodeConnections connection to GitHub that exists already, for example one that all stacks of an account use. Default: the
    stack creates its own, which someone must authorize in the console.
  EOT
  type        = string
  default     = null

  validation {
    condition = var.connection_arn == null ? true : can(regex(
      "^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:connection/[0-9a-f-]+$", var.connection_arn
    ))
    error_message = <<-EOT
      connection_arn must be the ARN of a connection: write, for example,
      arn:aws:codeconnections:eu-central-1:123456789012:connection/00000000-0000-0000-0000-000000000000.
    EOT
  }
}

variable "plan_role_arn" {
  description = "ARN of the role of the build that plans iac/cloud-providers: output build_plan_role_arns of iac/bootstrap."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", var.plan_role_arn))
    error_message = "plan_role_arn must be the ARN of a role: write, for example, arn:aws:iam::123456789012:role/slipway-build-plan-dev."
  }
}

variable "apply_role_arn" {
  description = "ARN of the role of the build that applies iac/cloud-providers: output build_apply_role_arns of iac/bootstrap."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", var.apply_role_arn))
    error_message = "apply_role_arn must be the ARN of a role: write, for example, arn:aws:iam::123456789012:role/slipway-build-apply-dev."
  }
}

variable "api_id" {
  description = <<-EOT
    ID of the API of iac/cloud-providers with routes_from_document = true, output api_id: each stage then imports
    iac/cloud-providers/openapi.json and deploys it. Default: Terraform creates the routes, for both stages together.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.api_id == null ? true : can(regex("^[a-z0-9]+$", var.api_id))
    error_message = "api_id must be the ID of an API: write the output api_id of iac/cloud-providers, for example a1b2c3d4e5."
  }
}

variable "site" {
  description = <<-EOT
    Present: each stage publishes the page of apps/website to its own bucket and distribution.
    - movies_api_urls: URL of the movies API that the page of each stage, test and prod, reads: output api_url of iac/movies.
    - metadata_bucket: name of the bucket with the algorithms that the page shows, output metadata_bucket of iac/frontend. A new version
      of an object starts the pipeline.
    - domains: the domain names of each stage's site, as in module static-website. Default: CloudFront's own names.
    Default: no site.
  EOT
  type = object({
    movies_api_urls = object({ test = string, prod = string })
    metadata_bucket = string
    domains = optional(map(object({
      names           = list(string)
      certificate_arn = string
      zone            = optional(object({ id = string }))
    })), {})
  })
  default = null

  validation {
    condition = var.site == null ? true : alltrue([
      for url in values(var.site.movies_api_urls) : can(regex("^https?://[A-Za-z0-9.:-]+(/[^?#\\s]*)?$", url))
    ])
    error_message = <<-EOT
      site.movies_api_urls must be URLs of an API's stage: write the output api_url of iac/movies, for example
      https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live.
    EOT
  }

  validation {
    condition     = length(setsubtract(try(keys(var.site.domains), []), ["prod", "test"])) == 0
    error_message = "site.domains: each key must be a stage, test or prod."
  }

  validation {
    condition     = var.site == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.site.metadata_bucket))
    error_message = "site.metadata_bucket must be the name of a bucket: write the output metadata_bucket of iac/frontend."
  }
}

variable "acceptance" {
  description = <<-EOT
    The stage Acceptance, which releases to the stage test of the API.
    - insert_data: true (default) adds the rows of seed.json that its table lacks.
  EOT
  type        = object({ insert_data = optional(bool, true) })
  default     = {}
  nullable    = false
}

variable "production" {
  description = <<-EOT
    The stage Production, which releases to the stage prod of the API.
    - approval: the stage waits for a manual approval; topic_arn: SNS topic that receives the request, message: shown with it. Default:
      no approval.
    - strategy: CodePipeline's own action moves the alias of each function to the version of the stage test, for example
      "Linear10PercentEvery1Minute" or "Canary10Percent5Minutes". Default: deploy-functions does, with canary.
    - insert_data: true adds the rows of seed.json that its table lacks. Default false.
  EOT
  type = object({
    approval    = optional(object({ topic_arn = optional(string), message = optional(string) }))
    strategy    = optional(string)
    insert_data = optional(bool, false)
  })
  default  = {}
  nullable = false
}

variable "canary" {
  description = <<-EOT
    The canary of the stage prod: percent of the invocations that reach the new versions (default 10) for bake_seconds (default 300)
    before all do. They go back if an alarm goes off. null: no canary.
  EOT
  type        = object({ percent = optional(number, 10), bake_seconds = optional(number, 300) })
  default     = {}

  validation {
    condition = var.canary == null ? true : alltrue([
      var.canary.percent >= 1, var.canary.percent <= 99, var.canary.bake_seconds >= 1, var.canary.bake_seconds <= 3000,
    ])
    error_message = "canary: percent must be from 1 to 99, and bake_seconds from 1 to 3000, as the action ends after an hour."
  }
}

variable "unit_tests" {
  description = "Arguments of pytest for the unit tests. Default: those of the functions and their libraries in this repository."
  type        = string
  default     = "-p slipway.harness.plugin tests/unit/apps tests/unit/libs"
  nullable    = false
}

variable "requirements" {
  description = "Path of the locked requirements, with hashes, that the builds need: Slipway's, pytest, ruff and those of the tests."
  type        = string
  default     = "requirements-dev.txt"
  nullable    = false
}

variable "compute" {
  description = "The build environment, as in module codebuild: image, architecture, type."
  type = object({
    architecture = optional(string)
    type         = optional(string)
    image        = optional(string)
  })
  default  = {}
  nullable = false
}

variable "notify_function_arn" {
  description = <<-EOT
    ARN of the alias of slack-notification, which reports successes: output slack_notification_arn of iac/frontend. Default: no reports.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.notify_function_arn == null ? true : can(regex("^arn:[^:]+:lambda:.+:function:[^:]+:[^:]+$", var.notify_function_arn))
    error_message = "notify_function_arn must be the ARN of an alias: write the output slack_notification_arn of iac/frontend, or omit it."
  }
}

variable "notify_queue_arn" {
  description = <<-EOT
    ARN of the queue of slack-notification, to which starts and failures are sent: output slack_notification_queue_arn of iac/frontend.
    Required with notify_function_arn.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.notify_queue_arn == null ? true : can(regex("^arn:[^:]+:sqs:[^:]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.notify_queue_arn))
    error_message = "notify_queue_arn must be the ARN of a queue: write the output slack_notification_queue_arn of iac/frontend, or omit it."
  }

  validation {
    condition     = (var.notify_queue_arn == null) == (var.notify_function_arn == null)
    error_message = "notify_queue_arn and notify_function_arn must be set together: one reports starts and failures, the other successes."
  }
}

variable "permissions_boundary" {
  description = <<-EOT
    ARN of the policy that sets the permissions boundary of every role of this stack: output permissions_boundary_arns of
    iac/bootstrap, whose apply role can't create a role without it. Default: none.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null ? true : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of a policy: write, for example, arn:aws:iam::123456789012:policy/slipway-boundary-dev."
  }
}

variable "role_path" {
  description = <<-EOT
    Path of the stack's roles, which begins and ends with /. An apply role of iac/bootstrap may create roles only in the path of its
    environment: output role_paths. Default "/".
  EOT
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([A-Za-z0-9+=,.@_-]+/)*$", var.role_path)) && length(var.role_path) <= 512
    error_message = "role_path must begin and end with /, and have only A-Z a-z 0-9 + = , . @ - _ between: write, for example, /slipway/dev/."
  }
}

variable "alarm_actions" {
  description = <<-EOT
    ARNs, usually of SNS topics, that are notified when an alarm of the stack goes off, and when it is OK again: output alarm_topic_arns of
    iac/bootstrap. Not a topic encrypted with alias/aws/sns: CloudWatch can't use that key. Default: none.
  EOT
  type        = list(string)
  default     = []
  nullable    = false
}

variable "traces" {
  description = <<-EOT
    The traces of the stack's functions, as in module lambda. The functions log every span; `slipway trace` reads them.
    - sample_rate: share of the traces that begin here and are exported, 0 to 1. A caller that sends a traceparent decides itself. Default 1.
    - otlp_endpoint: base URL of an OpenTelemetry collector that accepts OTLP over HTTP, which the functions can reach:
      "http://collector.example.com:4318". Default: none, the spans are only logged.
  EOT
  type = object({
    sample_rate   = optional(number)
    otlp_endpoint = optional(string)
  })
  default  = {}
  nullable = false
}
