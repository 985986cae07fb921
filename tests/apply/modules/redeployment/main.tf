# Everything about an API that can change, as variables.

variable "name" {
  type = string
}

variable "api" {
  type = object({
    description     = optional(string)
    model           = optional(string, "{\"type\":\"object\"}")
    path            = optional(string, "/movies")
    allow_origin    = optional(string)
    throttling_rate = optional(number, 100)
    retention_days  = optional(number, 30)
    tags            = optional(map(string), {})
  })
  default = {}
}

variable "method" {
  type = object({
    http_method          = optional(string, "POST")
    authorization        = optional(string, "NONE")
    api_key_required     = optional(bool, false)
    timeout_milliseconds = optional(number, 29000)
    parameters           = optional(set(string), [])
  })
  default = {}
}

variable "memory_size" {
  type    = number
  default = 256
}

variable "role_path" {
  type    = string
  default = "/"
}

module "account" {
  source = "../../../../modules/api-gateway-account"

  role_name = "${var.name}-api-gateway-logs"
  role_path = var.role_path
}

module "function" {
  source = "../../../../modules/lambda"

  name        = var.name
  handler     = "index.handler"
  memory_size = var.memory_size
  role        = { statements = [], path = var.role_path }
}

module "api" {
  source = "../../../../modules/rest-api"

  name        = var.name
  description = var.api.description
  models      = { Movie = var.api.model }
  throttling  = { rate = var.api.throttling_rate }
  access_log  = { role_arn = module.account.role_arn, retention_days = var.api.retention_days }
  cors        = var.api.allow_origin == null ? null : { allow_origin = var.api.allow_origin }
  tags        = var.api.tags

  methods = {
    "${var.method.http_method} ${var.api.path}" = {
      function_name        = module.function.name
      authorization        = { type = var.method.authorization }
      api_key_required     = var.method.api_key_required
      timeout_milliseconds = var.method.timeout_milliseconds
      request              = { models = { "application/json" = "Movie" }, parameters = var.method.parameters }
    }
  }

  functions = [module.function]
}

output "api_id" {
  value = module.api.id
}

output "invoke_url" {
  value = module.api.invoke_url
}

output "url" {
  value = "${module.api.invoke_url}${var.api.path}"
}
