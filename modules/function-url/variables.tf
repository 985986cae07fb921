variable "function" {
  description = "The function: `function = module.hook`, an instance of module lambda. The URL invokes its alias."
  type = object({
    function = object({
      name       = string
      alias_name = string
      alias_arn  = string
    })
  })

  validation {
    condition = can(regex("^[A-Za-z0-9_-]{1,64}$", var.function.function.name)) && can(regex(
      "^[A-Za-z0-9_-]{1,128}$", var.function.function.alias_name
    ))
    error_message = "function.function must have the name of a function and of its alias: write function = module.hook."
  }

  validation {
    condition = can(regex(
      "^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$",
      var.function.function.alias_arn,
    ))
    error_message = "function.function.alias_arn must be the ARN of an alias (arn:…:function:<name>:<alias>): write function = module.hook."
  }
}

variable "authorization" {
  description = <<-EOT
    AWS_IAM (default): callers sign their requests (SigV4, service lambda), and need the permissions of the output statements. NONE:
    everybody may call it, after you have added a permission (README); the function must check each request itself.
  EOT
  type        = string
  default     = "AWS_IAM"
  nullable    = false

  validation {
    condition     = contains(["AWS_IAM", "NONE"], var.authorization)
    error_message = "authorization must be AWS_IAM or NONE."
  }
}

variable "callers" {
  description = <<-EOT
    Accounts and roles of other accounts that may call the URL, by a name for the permission: { partner = "210987654321" }. The callers'
    own policies must allow it too. Without provider 6.29 their permission can't be limited to the URL: they may also call Invoke.
    Default: none.
  EOT
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name, caller in var.callers : can(regex("^[A-Za-z0-9_-]{1,90}$", name)) &&
      can(regex("^([0-9]{12}|arn:[^:]+:iam::[0-9]{12}:(role|user)/[!-~]{1,512})$", caller))
    ])
    error_message = "callers: a key is 1 to 90 of A-Z a-z 0-9 - _, and a value a 12-digit account ID or the ARN of a role or user."
  }

  validation {
    condition     = length(var.callers) == 0 || var.authorization == "AWS_IAM"
    error_message = "callers need authorization = \"AWS_IAM\": with NONE everybody may call the URL."
  }
}

variable "cors" {
  description = <<-EOT
    Present: pages of these origins may call the URL. Lambda answers preflight requests itself. Default: no CORS.
    - allow_origins: ["https://www.example.com"], or ["*"].
    - allow_methods: ["GET", "POST"], or ["*"]. Default ["*"].
    - allow_headers, expose_headers: names of headers. Default: none.
    - allow_credentials: whether pages may send cookies and the header Authorization. Default false.
    - max_age_seconds: how long a browser keeps the answer, 0 to 86400. Default 3600.
  EOT
  type = object({
    allow_origins     = set(string)
    allow_methods     = optional(set(string), ["*"])
    allow_headers     = optional(set(string))
    expose_headers    = optional(set(string))
    allow_credentials = optional(bool, false)
    max_age_seconds   = optional(number, 3600)
  })
  default = null

  validation {
    condition = var.cors == null ? true : length(var.cors.allow_origins) > 0 && alltrue([
      for origin in var.cors.allow_origins : can(regex("^(\\*|https?://[^/*[:space:]]{1,245})$", origin))
    ])
    error_message = "cors: allow_origins must hold origins without a path, [\"https://www.example.com\"], or [\"*\"]."
  }

  validation {
    condition     = var.cors == null ? true : !var.cors.allow_credentials || !contains(var.cors.allow_origins, "*")
    error_message = <<-EOT
      cors: allow_credentials needs the origins' names: browsers refuse credentials with "*".
    EOT
  }

  validation {
    condition = var.cors == null ? true : length(var.cors.allow_methods) > 0 && alltrue([
      for method in var.cors.allow_methods : contains(["*", "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"], method)
    ])
    error_message = "cors: allow_methods must be of DELETE, GET, HEAD, PATCH, POST and PUT, or [\"*\"]; Lambda answers OPTIONS itself."
  }

  validation {
    condition = var.cors == null ? true : alltrue([
      for header in concat(tolist(coalesce(var.cors.allow_headers, [])), tolist(coalesce(var.cors.expose_headers, []))) :
      can(regex("^(\\*|[A-Za-z0-9!#$%&'+.^_`|~-]{1,256})$", header))
    ])
    error_message = "cors: allow_headers and expose_headers must hold names of headers: [\"content-type\"]."
  }

  validation {
    condition = var.cors == null ? true : (
      floor(var.cors.max_age_seconds) == var.cors.max_age_seconds &&
      var.cors.max_age_seconds >= 0 && var.cors.max_age_seconds <= 86400
    )
    error_message = "cors: max_age_seconds must be a whole number from 0 to 86400."
  }
}

variable "invoke_mode" {
  description = <<-EOT
    BUFFERED (default): the response is sent when it is complete, at most 6 MB. RESPONSE_STREAM: it is sent while it is made, up to 200 MB;
    for Node.js and custom runtimes.
  EOT
  type        = string
  default     = "BUFFERED"
  nullable    = false

  validation {
    condition     = contains(["BUFFERED", "RESPONSE_STREAM"], var.invoke_mode)
    error_message = "invoke_mode must be BUFFERED or RESPONSE_STREAM."
  }
}
