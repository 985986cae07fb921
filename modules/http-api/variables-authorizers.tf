variable "authorizers" {
  description = <<-EOT
    Authorizers by name, of JWTs or with a function, for routes with authorization.type JWT or CUSTOM: { users = { issuer = "https://…",
    audience = ["movies"] }, session = { function = module.session } }.
    - issuer: the tokens' iss, for a Cognito user pool https://cognito-idp.<region>.amazonaws.com/<pool>. API Gateway reads the keys from
      <issuer>/.well-known/openid-configuration.
    - audience: values of which the tokens' aud, or without one their client_id, must be one.
    - identity_source: where a request has the token. Default "$request.header.Authorization".
    - function: module lambda itself: it gets the request and decides, as module authorizer has it.
    - identity_sources, cache_seconds: sources and cache time with function, as in module authorizer, which has the defaults.
    Default: none.
  EOT
  type = map(object({
    issuer          = optional(string)
    audience        = optional(set(string), [])
    identity_source = optional(string, "$request.header.Authorization")
    function = optional(object({
      function = object({
        name       = string
        alias_name = string
        invoke_arn = string
      })
    }))
    identity_sources = optional(list(string))
    cache_seconds    = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.authorizers) : can(regex("^[A-Za-z0-9_.-]{1,128}$", name))])
    error_message = "authorizers: a name has 1 to 128 of A-Z a-z 0-9 _ . -: \"users\"."
  }

  validation {
    condition = alltrue([for authorizer in values(var.authorizers) : (
      (authorizer.function == null) == (authorizer.issuer != null) && (authorizer.function == null || length(authorizer.audience) == 0)
    )])
    error_message = "authorizers: each has issuer and audience, or function."
  }

  validation {
    condition = alltrue([for authorizer in values(var.authorizers) : (
      authorizer.function != null || (authorizer.identity_sources == null && authorizer.cache_seconds == null)
    )])
    error_message = "authorizers: identity_sources and cache_seconds go with function; of JWTs only identity_source can be set."
  }

  validation {
    condition = alltrue([for authorizer in values(var.authorizers) : authorizer.issuer == null ? true : (
      can(regex("^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[!-~]*)?$", authorizer.issuer)) && length(authorizer.issuer) <= 512 &&
      !strcontains(authorizer.issuer, "/.well-known")
    )])
    error_message = "authorizers: issuer must be the tokens' iss, an https URL without /.well-known: \"https://login.example.com\"."
  }

  validation {
    condition = alltrue([for authorizer in values(var.authorizers) : authorizer.issuer == null ? true : (
      length(authorizer.audience) > 0 && alltrue([for audience in authorizer.audience : can(regex("^[!-~]{1,512}$", audience))])
    )])
    error_message = "authorizers: audience needs at least one value of 1 to 512 characters without spaces: [\"movies\"]."
  }

  validation {
    condition = alltrue([for authorizer in values(var.authorizers) : can(regex(
      "^\\$request\\.(header|querystring)\\.[A-Za-z0-9._-]{1,128}$", authorizer.identity_source
    ))])
    error_message = "authorizers: identity_source must be a header or a query parameter: \"$request.header.Authorization\"."
  }
}
