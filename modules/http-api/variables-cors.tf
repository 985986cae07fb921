variable "cors" {
  description = <<-EOT
    Lets browsers call the API from another origin: the gateway answers preflights, and sets the headers of every response; it ignores
    those that a function sets. Allowed methods: those of the routes.
    - allow_origins: origins, ["https://www.example.com"], or ["*"].
    - allow_headers: request headers, or ["*"]. Default: only those that browsers always may send.
    - expose_headers: response headers that scripts may read, or ["*"]. Default: only those that they always may read.
    - allow_credentials: whether browsers send cookies and HTTP authentication, which excludes "*" above. Default false.
    - max_age_seconds: how long a browser caches the preflight response, 0 to 86400. Default 600.
    Default: no CORS.
  EOT
  type = object({
    allow_origins     = set(string)
    allow_headers     = optional(set(string), [])
    expose_headers    = optional(set(string), [])
    allow_credentials = optional(bool, false)
    max_age_seconds   = optional(number, 600)
  })
  default = null

  validation {
    condition = var.cors == null ? true : length(var.cors.allow_origins) > 0 && alltrue([
      for origin in var.cors.allow_origins : can(regex("^(\\*|https?://[a-z0-9.-]+(:[0-9]+)?)$", origin))
    ])
    error_message = "cors.allow_origins must be [\"*\"] or origins without a path: [\"https://www.example.com\"]."
  }

  validation {
    condition     = var.cors == null ? true : !contains(var.cors.allow_origins, "*") || length(var.cors.allow_origins) == 1
    error_message = "cors.allow_origins: \"*\" includes every other origin: keep \"*\", or the others."
  }

  validation {
    condition = var.cors == null ? true : alltrue([
      for header in setunion(var.cors.allow_headers, var.cors.expose_headers) : can(regex("^(\\*|[A-Za-z0-9-]{1,128})$", header))
    ])
    error_message = "cors.allow_headers and cors.expose_headers must be [\"*\"] or names of headers: [\"authorization\", \"content-type\"]."
  }

  # https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
  validation {
    condition = var.cors == null ? true : !var.cors.allow_credentials || !contains(
      setunion(var.cors.allow_origins, var.cors.allow_headers, var.cors.expose_headers), "*"
    )
    error_message = "cors.allow_credentials excludes \"*\": list the origins and headers, or leave allow_credentials out."
  }

  validation {
    condition = var.cors == null ? true : (
      floor(var.cors.max_age_seconds) == var.cors.max_age_seconds &&
      var.cors.max_age_seconds >= 0 && var.cors.max_age_seconds <= 86400
    )
    error_message = "cors.max_age_seconds must be a whole number from 0 to 86400."
  }
}
