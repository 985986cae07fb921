variable "callers" {
  description = <<-EOT
    Who else than the account's own identities may invoke an alias, by the ID of the permission's statement. Default: nobody.
    - principal: a service ("events.amazonaws.com") or a 12-digit account ID.
    - source_arn, source_account: the resource, or the account, that the call must come from; a service needs one of them.
    - alias: one of aliases. Default: live, or the only one.
    Modules rest-api and rest-api-method add their permissions themselves; event source mappings need none.
  EOT
  type = map(object({
    principal      = string
    source_arn     = optional(string)
    source_account = optional(string)
    alias          = optional(string)
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

  validation {
    condition = alltrue([
      for id, caller in var.callers : can(regex("^[A-Za-z0-9_-]{1,100}$", id)) && (
        caller.source_arn == null ? true : can(regex("^arn:[^:]+:[a-z0-9-]+:.+$", caller.source_arn))
        ) && (
        caller.source_account == null ? true : can(regex("^[0-9]{12}$", caller.source_account))
      )
    ])
    error_message = <<-EOT
      callers: a key is 1 to 100 of A-Z a-z 0-9 - _, source_arn an ARN and source_account 12 digits; omit the one that you don't need.
    EOT
  }

  validation {
    condition = alltrue([
      for caller in var.callers : caller.alias == null ? contains(var.aliases, "live") || length(var.aliases) == 1 : contains(var.aliases, caller.alias)
    ])
    error_message = "callers: alias must be one of aliases; it can be omitted only for live, or if there is one alias."
  }
}
