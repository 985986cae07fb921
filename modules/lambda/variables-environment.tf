variable "environment" {
  description = <<-EOT
    Environment variables, by name: at most 4 kB in all (Lambda's limit). Not for secrets: anyone who may read the function's
    configuration or the state can read them. Default: only OTEL_SERVICE_NAME, the function's name, because the provider fails to add
    the first variable of a function if its value isn't known yet.
  EOT
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[a-zA-Z][a-zA-Z0-9_]+$", name))])
    error_message = "environment: a name begins with a letter, continues with letters, digits and _, and has at least 2 characters."
  }

  # https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
  # A function may set others that begin with AWS_: AWS_LAMBDA_EXEC_WRAPPER, by which a layer starts the runtime, or AWS_RETRY_MODE.
  validation {
    condition = alltrue([for name in keys(var.environment) : !contains([
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
    ], name)])
    error_message = <<-EOT
      environment: Lambda itself sets AWS_REGION, AWS_ACCESS_KEY_ID, AWS_LAMBDA_FUNCTION_NAME and others; remove or rename yours. See
      https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
    EOT
  }

  validation {
    condition     = length(jsonencode(var.environment)) <= 4096
    error_message = "environment holds more than 4 kB (Lambda's limit): put large values into a parameter or an object, and pass its name."
  }
}
