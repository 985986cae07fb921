variable "callers" {
  description = <<-EOT
    Who besides the account's own identities may invoke the alias, by the id of the permission's statement.
    - principal: service ("events.amazonaws.com") or 12-digit account id.
    - source_arn, source_account: for which of its resources, for which account; a service needs one of them.
    API methods bring their permission themselves (module rest-api-method); event source mappings need none. Default: nobody.
  EOT
  type = map(object({
    principal      = string
    source_arn     = optional(string)
    source_account = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for caller in var.callers :
      can(regex("^[0-9]{12}$", caller.principal)) || (endswith(caller.principal, ".amazonaws.com") && (caller.source_arn != null || caller.source_account != null))
    ])
    error_message = "callers: principal must be a 12-digit account id, or a service such as \"events.amazonaws.com\" with source_arn or source_account: without one, anybody's resources of that service could invoke the function."
  }
}


resource "aws_lambda_permission" "this" {
  for_each = var.callers

  statement_id   = each.key
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.this.function_name
  qualifier      = aws_lambda_alias.live.name
  principal      = each.value.principal
  source_arn     = each.value.source_arn
  source_account = each.value.source_account
}
