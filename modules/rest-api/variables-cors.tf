variable "cors" {
  description = <<-EOT
    Lets browsers call the API from other origins. Every path gets an OPTIONS method, and the gateway's own responses carry the
    origin. A function's responses must set Access-Control-Allow-Origin themselves, and with several origins Vary: Origin too.
    - allow_origin: one origin, "https://www.example.com", or "*". Or:
    - allow_origins: several. The response names that of the request if it is one of them; an error of the gateway, such as 403 or
      429, may be read by every origin.
    - allow_headers: request headers. Default: only those that browsers always may send.
    - max_age_seconds: how long a browser caches the preflight response, 0 to 86400. Default 600.
    Default: no CORS.
  EOT
  type = object({
    allow_origin    = optional(string)
    allow_origins   = optional(set(string), [])
    allow_headers   = optional(set(string), [])
    max_age_seconds = optional(number, 600)
  })
  default = null

  validation {
    condition     = try(var.cors.allow_origin, null) == null ? true : can(regex("^(\\*|https?://[a-z0-9.-]+(:[0-9]+)?)$", var.cors.allow_origin))
    error_message = "cors.allow_origin must be \"*\" or one origin without a path: \"https://www.example.com\"."
  }

  validation {
    condition     = var.cors == null ? true : (var.cors.allow_origin == null) != (length(var.cors.allow_origins) == 0)
    error_message = "cors needs allow_origin = \"https://www.example.com\" or, for several origins, allow_origins; not both."
  }

  validation {
    condition = var.cors == null ? true : alltrue([
      for origin in var.cors.allow_origins : can(regex("^https?://[a-z0-9.-]+(:[0-9]+)?$", origin))
    ])
    error_message = "cors.allow_origins must be origins without a path, [\"https://www.example.com\"]; for every origin write allow_origin = \"*\"."
  }

  validation {
    condition     = var.cors == null ? true : alltrue([for header in var.cors.allow_headers : can(regex("^[A-Za-z0-9-]+$", header))])
    error_message = "cors.allow_headers must be names of headers: [\"authorization\", \"content-type\"]."
  }

  validation {
    condition = var.cors == null ? true : (
      floor(var.cors.max_age_seconds) == var.cors.max_age_seconds &&
      var.cors.max_age_seconds >= 0 && var.cors.max_age_seconds <= 86400
    )
    error_message = "cors.max_age_seconds must be a whole number from 0 to 86400."
  }
}
