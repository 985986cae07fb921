variable "domain_names" {
  description = <<-EOT
    The host names of an environment's sites and APIs: { prod = ["www.example.com", "api.example.com"] }. Its apply role may change the
    records of exactly these names in Route 53, and those that validate their certificates. Default: none.
  EOT
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.domain_names), var.environments)) == 0
    error_message = "domain_names: each key must be one of environments."
  }

  validation {
    condition = alltrue(flatten([for names in values(var.domain_names) : [
      for name in names : can(regex("^[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+$", name)) && length(name) <= 253
    ]]))
    error_message = "domain_names must hold names in lower case, without a trailing dot: write, for example, www.example.com."
  }

  validation {
    condition     = length(setunion([], values(var.domain_names)...)) == sum(concat([0], [for names in values(var.domain_names) : length(names)]))
    error_message = "domain_names: a name belongs to one environment."
  }
}

variable "mail_domains" {
  description = <<-EOT
    The domains that an environment sends mail from: { prod = ["example.com"] }. Its apply role may create the records in Route 53 by which
    SES verifies the domain and that hold its keys (DKIM), and no other record of the domain. Default: none.
  EOT
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.mail_domains), var.environments)) == 0
    error_message = "mail_domains: each key must be one of environments."
  }

  validation {
    condition = alltrue(flatten([for names in values(var.mail_domains) : [
      for name in names : can(regex("^[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+$", name)) && length(name) <= 253
    ]]))
    error_message = "mail_domains must hold names in lower case, without a trailing dot: write, for example, example.com."
  }
}
