variable "name" {
  description = "Name of the REST API; its access log group is /aws/apigateway/<name>."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,128}$", var.name))
    error_message = "name must be 1 to 128 of A-Z a-z 0-9 _ . -, for example \"dev-movies\"."
  }
}

variable "description" {
  description = "What the API is for, up to 1024 characters. Default: none."
  type        = string
  default     = null
}

variable "paths" {
  description = "Paths that have methods, as the OpenAPI document writes them: [\"/movies\", \"/movies/{movieID}\"]. The levels between are made too. \"/\", or 1 to 5 levels; the first is no {parameter}."
  type        = set(string)

  validation {
    condition     = alltrue([for path in var.paths : path == "/" || can(regex("^/[A-Za-z0-9._~:-]+(/([A-Za-z0-9._~:-]+|\\{[A-Za-z0-9._-]+\\})){0,4}$", path))])
    error_message = "paths: each is \"/\", or 1 to 5 levels with a leading and no trailing slash, a level being letters, digits and ._~:- or (but for the first) one {parameter}: \"/movies/{movieID}\"."
  }

  validation {
    condition = alltrue([for paths in values({ for path in flatten([for path in var.paths : [
      for depth in range(1, length(split("/", path)) + 1) : join("/", slice(split("/", path), 0, depth))
    ]]) : replace(path, "/\\{[^}]+\\}/", "{}") => path... }) : length(distinct(paths)) == 1])
    error_message = "paths: API Gateway takes one parameter a place, so two in the same place have one name: \"/movies/{movieID}\" and \"/movies/{movieID}/cast\"."
  }
}

variable "models" {
  description = "JSON schemas (draft 4, as API Gateway reads them) for request bodies: name (letters and digits) to schema as JSON. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, schema in var.models : can(regex("^[A-Za-z0-9]+$", name)) && can(keys(jsondecode(schema)))])
    error_message = "models: a name has letters and digits only, and a schema is an object as JSON: { Movie = file(\"movie.schema.json\") }."
  }
}

variable "methods" {
  description = <<-EOT
    Every method of the API with its fingerprint (output of module rest-api-method), by "METHOD /path":
    { "GET /movies" = module.list_movies_method.fingerprint }. The stage is deployed again when one of them changes.
    Give the outputs themselves: they make the deployment wait for the methods.
  EOT
  type        = map(string)

  validation {
    condition     = alltrue([for key in keys(var.methods) : can(regex("^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /", key))])
    error_message = "methods: a key is the HTTP method, one space and the path: \"GET /movies/{movieID}\". ANY is the module's own, for 405."
  }

  validation {
    condition     = alltrue([for key in keys(var.methods) : contains(var.paths, try(split(" ", key)[1], ""))])
    error_message = "methods: a key names a path that paths doesn't have."
  }

  validation {
    condition     = var.cors == null || !anytrue([for key in keys(var.methods) : startswith(key, "OPTIONS ")])
    error_message = "methods: with cors the module makes OPTIONS itself; leave your OPTIONS method out, or cors."
  }
}

variable "stage_name" {
  description = "Name of the stage, the first part of the URL's path. Default \"live\"."
  type        = string
  default     = "live"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,128}$", var.stage_name))
    error_message = "stage_name must be 1 to 128 of A-Z a-z 0-9 _ -, for example \"live\"."
  }
}

variable "throttling" {
  description = <<-EOT
    How much each method of the stage takes before it answers 429.
    - rate: requests a second, in the long run. Default 100.
    - burst: requests at once. Default 50. At least 1, at most 5000 (an account's limit in a region unless raised; so are 10000 of rate).
  EOT
  type = object({
    rate  = optional(number, 100)
    burst = optional(number, 50)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.throttling.rate > 0 && var.throttling.rate <= 10000
    error_message = "throttling.rate is in requests a second: more than 0, at most 10000."
  }

  validation {
    condition     = var.throttling.burst >= 1 && var.throttling.burst <= 5000 && floor(var.throttling.burst) == var.throttling.burst
    error_message = "throttling.burst is in requests: a whole number from 1 to 5000."
  }
}

variable "access_log" {
  description = <<-EOT
    The access log, one line of JSON a request, in the log group /aws/apigateway/<name>. API Gateway writes it with the
    region's role: module api-gateway-account.
    - retention_days: default 30; 0 keeps for ever; else one of CloudWatch's steps.
    - kms_key_arn: key whose policy admits CloudWatch Logs. Default: encrypted with a key that AWS owns.
  EOT
  type = object({
    retention_days = optional(number, 30)
    kms_key_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition = contains(
      [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.access_log.retention_days
    )
    error_message = "access_log.retention_days must be 0 or a step of CloudWatch Logs: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "metrics" {
  description = "true: CloudWatch metrics for every method, which cost as custom metrics do. Default false: for the stage as a whole."
  type        = bool
  default     = false
  nullable    = false
}

variable "tracing" {
  description = "true: X-Ray traces requests from the gateway on. Default false."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of the API, its stage and its log group. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
