locals {
  # https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
  # A function may set others that begin with AWS_: AWS_LAMBDA_EXEC_WRAPPER, by which a layer starts the runtime, or AWS_RETRY_MODE.
  reserved_environment = toset([
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
  ])

  # https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
  environment = merge(
    var.traces.sample_rate == null ? {} : { OTEL_TRACES_SAMPLER_ARG = tostring(var.traces.sample_rate) },
    var.traces.otlp_endpoint == null ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT = var.traces.otlp_endpoint },
    var.environment,
  )
}
