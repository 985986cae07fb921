variable "name" {
  description = "Name of the HTTP API; its access log group is /aws/apigateway/<name>."
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

variable "stages" {
  description = <<-EOT
    The API's stages by name: { test = { alias = "test" }, prod = { alias = "prod" } }. Each deploys every change automatically, unless
    routes_from_document. The URL of the stage "$default" has no first part; that of another stage begins with its name.
    - alias: alias of the functions that the stage invokes. Default "live".
    - variables: stage variables, for the document of routes_from_document. Default: none, except alias where the stages differ in it.
    - domain: a domain name of the stage: name, and zone, certificate or both, as in module api-domain-name. Default: none.
    Default: the stage "$default" with the alias "live".
  EOT
  type = map(object({
    alias     = optional(string, "live")
    variables = optional(map(string), {})
    domain = optional(object({
      name        = string
      zone        = optional(object({ id = string }))
      certificate = optional(object({ arn = string }))
    }))
  }))
  default  = { "$default" = {} }
  nullable = false

  validation {
    condition     = length(var.stages) > 0 && alltrue([for name in keys(var.stages) : can(regex("^(\\$default|[A-Za-z0-9_-]{1,128})$", name))])
    error_message = "stages: one or more, each named \"$default\" or with 1 to 128 of A-Z a-z 0-9 _ -: { prod = { alias = \"prod\" } }."
  }

  validation {
    condition = alltrue([
      for stage in values(var.stages) : can(regex("^[A-Za-z0-9_-]{1,128}$", stage.alias)) && !can(regex("^[0-9]+$", stage.alias))
    ])
    error_message = "stages: alias must be 1 to 128 of A-Z a-z 0-9 _ -, and not a version's number: \"prod\"."
  }

  validation {
    condition = alltrue(flatten([for stage in values(var.stages) : [
      for name, value in stage.variables : can(regex("^[A-Za-z0-9_]{1,64}$", name)) && name != "alias" && can(regex("^[A-Za-z0-9._~:/?#&=,-]{1,512}$", value))
    ]]))
    error_message = "stages: variables has names of A-Z a-z 0-9 _, except alias, and values of A-Z a-z 0-9 - . _ ~ : / ? # & = ,: { environment = \"dev\" }."
  }
}

variable "throttling" {
  description = <<-EOT
    Limits of each route that sets none; above them the gateway answers 429.
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
    The access log of all stages, one line of JSON a request, in the log group /aws/apigateway/<name>.
    - retention_days: default 30; 0 never expires; else one of the values that CloudWatch Logs accepts.
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
    error_message = "access_log.retention_days must be a value that CloudWatch Logs accepts: 0, 1, 3, 5, 7, 14, 30, 60, 90, 180, 365, 731, …"
  }

  validation {
    condition     = var.access_log.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.access_log.kms_key_arn))
    error_message = "access_log.kms_key_arn must be the ARN of a key: write aws_kms_key.….arn, or omit it."
  }
}

variable "metrics" {
  description = "true: CloudWatch metrics for each route, at the price of custom metrics. Default false: for each stage as a whole."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of the API, its stages and its log group. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
