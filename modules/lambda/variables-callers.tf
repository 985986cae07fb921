variable "callers" {
  description = <<-EOT
    Who else than the account's own identities may invoke the alias, by the ID of the permission's statement. Default: nobody.
    - principal: a service ("events.amazonaws.com") or a 12-digit account ID.
    - source_arn, source_account: the resource, or the account, that the call must come from; a service needs one of them.
    Modules rest-api and rest-api-method add their permissions themselves; event source mappings need none.
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
      for caller in var.callers : can(regex("^[0-9]{12}$", caller.principal)) || (
        endswith(caller.principal, ".amazonaws.com") && (caller.source_arn != null || caller.source_account != null)
      )
    ])
    error_message = <<-EOT
      callers: principal must be a 12-digit account ID, or a service such as "events.amazonaws.com" with source_arn or source_account:
      without one, that service could invoke the function for any account.
    EOT
  }
}
