variable "integration" {
  description = <<-EOT
    Instead of function: an action of an AWS service that API Gateway calls. Only services whose API speaks JSON.
    - service, action: "states" and "StartExecution", for example; the service as in the host names of its endpoints.
    - role_arn: role that API Gateway makes the call with. apigateway.amazonaws.com has to be able to assume it.
    - request_template: mapping template (VTL) of the call's payload, for bodies of the type application/json and requests without a
      body. Others are answered with 415. Data of the request belongs into it only escaped (README).
    - responses: responses by their status, "202". pattern: regular expression for the status of the service's answer; one response
      has none, for every other status. template: mapping template of the body. headers: name to a mapping expression, "'*'".
  EOT
  type = object({
    service          = string
    action           = string
    role_arn         = string
    request_template = string
    responses = map(object({
      pattern  = optional(string)
      template = string
      headers  = optional(map(string), {})
    }))
  })
  default = null

  validation {
    condition = var.integration == null ? true : (
      can(regex("^[a-z0-9-]{1,63}$", var.integration.service)) && can(regex("^[A-Z][A-Za-z0-9]{1,127}$", var.integration.action))
    )
    error_message = "integration needs a service in small letters and one of its actions: write service = \"states\", action = \"StartExecution\"."
  }

  validation {
    condition     = var.integration == null ? true : can(regex("^arn:[^:]+:iam::[0-9]{12}:role/[!-~]{1,576}$", var.integration.role_arn))
    error_message = "integration.role_arn must be the ARN of a role: write aws_iam_role.….arn."
  }

  validation {
    condition     = var.integration == null ? true : var.integration.request_template != "" && length(var.integration.request_template) <= 300000
    error_message = "integration.request_template must have 1 to 300000 characters (API Gateway's limit): write file(\"start.vtl\")."
  }

  validation {
    condition = var.integration == null ? true : (
      alltrue([for status in keys(var.integration.responses) : can(regex("^[2-5][0-9]{2}$", status))]) &&
      length([for response in values(var.integration.responses) : response if response.pattern == null]) == 1
    )
    error_message = <<-EOT
      integration.responses needs a status for each key and one response without a pattern: { "202" = { template = "{}" }, "500" =
      { pattern = "[45]\\d{2}", template = "{}" } }.
    EOT
  }

  validation {
    condition = var.integration == null ? true : alltrue([
      for response in values(var.integration.responses) : response.pattern == null ? true : (
        response.pattern != "" && length(response.pattern) <= 128 && can(regexall(response.pattern, ""))
      )
    ])
    error_message = "integration.responses: a pattern is a regular expression for a status: write \"4..\", or leave it out."
  }

  validation {
    condition = var.integration == null ? true : alltrue([
      for response in values(var.integration.responses) : response.template != "" && length(response.template) <= 300000
    ])
    error_message = "integration.responses: a template has 1 to 300000 characters: write jsonencode({ message = \"Accepted\" })."
  }

  validation {
    condition = var.integration == null ? true : alltrue(flatten([for response in values(var.integration.responses) : [
      for name, value in response.headers : can(regex("^[A-Za-z0-9-]{1,256}$", name)) && length(value) <= 2048 &&
      can(regex("^('[^']*'|(integration|context|stageVariables)\\..+)$", value))
    ]]))
    error_message = "integration.responses: headers are names to mapping expressions: { Location = \"'/status'\" }, with a literal in quotes."
  }
}
