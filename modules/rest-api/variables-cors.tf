variable "cors" {
  description = <<-EOT
    Lets browsers call the API from another origin. Every path gets an OPTIONS method, and the gateway's own responses carry the
    origin. A function's responses must set Access-Control-Allow-Origin themselves.
    - allow_origin: one origin, "https://www.example.com", or "*".
    - allow_headers: request headers. Default: only those that browsers always may send.
    - max_age_seconds: how long a browser caches the preflight response, 0 to 86400. Default 600.
    Default: no CORS.
  EOT
  type = object({
    allow_origin    = string
    allow_headers   = optional(set(string), [])
    max_age_seconds = optional(number, 600)
  })
  default = null

  validation {
    condition     = var.cors == null ? true : can(regex("^(\\*|https?://[a-z0-9.-]+(:[0-9]+)?)$", var.cors.allow_origin))
    error_message = "cors.allow_origin must be \"*\" or one origin without a path: \"https://www.example.com\"."
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
