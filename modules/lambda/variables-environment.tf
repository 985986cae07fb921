variable "environment" {
  description = <<-EOT
    Environment variables, by name: at most 4 kB in all (Lambda's limit). Not for secrets: anyone who may read the function's
    configuration or the state can read them. Default: none.
  EOT
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[a-zA-Z][a-zA-Z0-9_]+$", name))])
    error_message = "environment: a name begins with a letter, continues with letters, digits and _, and has at least 2 characters."
  }

  validation {
    condition     = length(setintersection(keys(var.environment), local.reserved_environment)) == 0
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
