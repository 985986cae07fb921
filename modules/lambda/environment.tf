variable "environment" {
  description = "Environment variables, name to value: at most 4 kB together (Lambda's limit). No secrets: whoever may read the function's configuration, and the state, reads them. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[a-zA-Z][a-zA-Z0-9_]+$", name))])
    error_message = "environment: a name begins with a letter, goes on with letters, digits and _, and has at least 2 characters."
  }

  validation {
    condition     = length(setintersection(keys(var.environment), local.reserved_environment)) == 0
    error_message = "environment: Lambda itself sets AWS_REGION, AWS_ACCESS_KEY_ID, AWS_LAMBDA_FUNCTION_NAME and the like (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime); leave them out, or choose another name."
  }
}

locals {
  # https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
  # The others that begin with AWS_ are the function's to set: AWS_LAMBDA_EXEC_WRAPPER, with which a layer starts the
  # runtime, or AWS_RETRY_MODE.
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
}
