variable "policy" {
  description = <<-EOT
    Resource policy as JSON, which decides who may call the API: networks, other accounts, VPC endpoints. Its resources are
    "execute-api:/<stage>/<METHOD>/<path>", such as "execute-api:/*". A method without authorization needs an Allow in it; of one with
    AWS_IAM, callers of the same account need an Allow here or in their own policies, others in both; a Deny always counts. Default: none.
  EOT
  type        = string
  default     = null

  # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
  validation {
    condition = var.policy == null ? true : try(alltrue([
      for statement in flatten([jsondecode(var.policy).Statement]) : alltrue([
        for resource in flatten([statement.Resource]) : can(regex("^(execute-api:/|arn:[^:]+:execute-api:)", resource))
      ])
    ]), false)
    error_message = "policy must be a policy document as JSON, with resources such as \"execute-api:/*\": write jsonencode({ Statement = [...] })."
  }
}
