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

  validation {
    condition     = var.description == null ? true : length(var.description) <= 1024
    error_message = "description must have at most 1024 characters (API Gateway's limit)."
  }
}

variable "models" {
  description = "JSON schemas (draft 4, as API Gateway reads them) of request bodies: name (letters and digits) to schema as JSON. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, schema in var.models : can(regex("^[A-Za-z0-9]+$", name)) && can(keys(jsondecode(schema)))])
    error_message = "models: a name has letters and digits only, and a schema is an object as JSON: { Movie = file(\"movie.schema.json\") }."
  }
}

variable "binary_media_types" {
  description = <<-EOT
    Types of bodies that are bytes, such as ["image/png"], ["image/*"] or ["*/*"]. A function gets such a body in base64, with isBase64Encoded,
    and a body that it returns so is sent as bytes if the request's first Accept is one of these types. Default: every body is text.
  EOT
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for type in var.binary_media_types : can(regex("^[A-Za-z0-9*.+-]{1,127}/[A-Za-z0-9*.+-]{1,127}$", type))])
    error_message = "binary_media_types must be media types: [\"image/png\"], [\"image/*\"] or [\"*/*\"]."
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

variable "domain" {
  description = <<-EOT
    Present: a domain name of the stage, beside API Gateway's own: name, and zone, certificate or both, as in module
    api-domain-name. Default: none.
  EOT
  type = object({
    name        = string
    zone        = optional(object({ id = string }))
    certificate = optional(object({ arn = string }))
  })
  default = null
}

variable "throttling" {
  description = <<-EOT
    Limits of each method; above them the gateway answers 429.
    - rate: requests a second, on average. Default 100, at most 10000 (the account's default quota in a region).
    - burst: concurrent requests. Default 50, from 1 to 5000 (the account's default quota).
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
    - role_arn: output of that module, for which the stage waits. Default: another configuration has set the role. Not depends_on: the
      deployment would wait too, and Terraform could not replace the role then.
    - retention_days: default 30; 0 never expires; else one of the values that CloudWatch Logs accepts.
    - kms_key_arn: key whose policy admits CloudWatch Logs. Default: encrypted with a key that AWS owns.
  EOT
  type = object({
    role_arn       = optional(string)
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
    error_message = "access_log.retention_days must be a value that CloudWatch Logs accepts: 0, 1, 3, 5, 7, 14, 30, 60, 90, 180, 365, 731, …"
  }

  validation {
    condition     = var.access_log.role_arn == null ? true : can(regex("^arn:[^:]+:iam::[0-9]{12}:role/.+$", var.access_log.role_arn))
    error_message = "access_log.role_arn must be the ARN of a role: write module.account.role_arn, or omit it."
  }

  validation {
    condition     = var.access_log.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.access_log.kms_key_arn))
    error_message = "access_log.kms_key_arn must be the ARN of a key: write aws_kms_key.….arn, or omit it."
  }
}

variable "metrics" {
  description = "true: CloudWatch metrics for each method, at the price of custom metrics. Default false: for the stage as a whole."
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

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
