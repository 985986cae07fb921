locals {
  # https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
  environment = merge(
    var.traces.sample_rate == null ? {} : { OTEL_TRACES_SAMPLER_ARG = tostring(var.traces.sample_rate) },
    var.traces.otlp_endpoint == null ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT = var.traces.otlp_endpoint },
    var.environment,
  )
}

resource "aws_lambda_function" "this" {
  function_name                  = var.name
  description                    = var.description
  role                           = local.role_arn
  handler                        = var.handler
  runtime                        = var.runtime
  architectures                  = [var.architecture]
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  layers                         = var.layers
  reserved_concurrent_executions = coalesce(var.reserved_concurrency, -1)
  publish                        = true # the aliases start at this version
  tags                           = var.tags

  # A runtime without its own placeholder never starts it: Lambda accepts any zip for it.
  filename = abspath(
    "${path.module}/placeholder/${startswith(var.runtime, "python") ? "python" : startswith(var.runtime, "nodejs") ? "nodejs" : "provided"}.zip"
  )

  ephemeral_storage {
    size = var.ephemeral_storage
  }

  logging_config {
    log_group             = "/aws/lambda/${var.name}" # created before, since the policy in depends_on refers to it
    log_format            = "JSON"
    application_log_level = var.log.level
    system_log_level      = "INFO" # WARN would drop the REPORT lines, the only ones with duration and memory
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  # Never without variables. The provider doesn't plan those that a function gets as its first, if the value of one is known after the apply,
  # and the apply fails: https://github.com/hashicorp/terraform-provider-aws/issues/38755.
  environment {
    variables = length(local.environment) > 0 ? local.environment : { OTEL_SERVICE_NAME = var.name }
  }

  dynamic "vpc_config" {
    for_each = var.vpc[*]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  dynamic "file_system_config" {
    for_each = var.file_system[*]

    content {
      arn              = file_system_config.value.access_point_arn
      local_mount_path = file_system_config.value.mount_path
    }
  }

  dynamic "snap_start" {
    for_each = var.snap_start ? [true] : []

    content {
      apply_on = "PublishedVersions"
    }
  }

  dynamic "dead_letter_config" {
    for_each = try(var.async.dead_letter_arn, null)[*]

    content {
      target_arn = dead_letter_config.value
    }
  }

  lifecycle {
    # The deployer owns the code (README): what it uploads isn't drift.
    ignore_changes = [filename, source_code_hash, s3_bucket, s3_key, s3_object_version]
  }

  # Lambda checks the role's permissions for a VPC and a dead-letter target when it creates the function.
  depends_on = [aws_iam_role_policy.this]
}
