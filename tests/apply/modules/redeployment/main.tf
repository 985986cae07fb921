# APIs with everything about them that can change as variables, so that one apply changes all of them.

variable "name" {
  type = string
}

variable "apis" {
  type = map(object({
    description     = optional(string)
    model           = optional(string, "{\"type\":\"object\"}")
    allow_origin    = optional(string)
    throttling_rate = optional(number, 100)
    retention_days  = optional(number, 30)
    tags            = optional(map(string), {})

    methods = optional(map(object({
      function             = optional(string, "shared")
      authorization        = optional(string, "NONE")
      api_key_required     = optional(bool, false)
      timeout_milliseconds = optional(number, 29000)
      parameters           = optional(set(string), [])
    })), { "POST /movies" = {} })
  }))
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
  role      = { path = var.role_path }
}

# One module each: a name from module.function[method.function] would make the deployments depend on all of each (README of rest-api).
module "shared" {
  source = "../../../../modules/lambda"

  name    = "${var.name}-shared"
  handler = "index.handler"
  role    = { statements = [] }
}

module "replaced" {
  source = "../../../../modules/lambda"

  name    = "${var.name}-replaced"
  handler = "index.handler"
  role    = { statements = [] }
}

module "moved" {
  source = "../../../../modules/lambda"

  name        = "${var.name}-moved"
  handler     = "index.handler"
  memory_size = var.memory_size
  role        = { statements = [], path = var.role_path }
}

locals {
  functions = { shared = module.shared, replaced = module.replaced, moved = module.moved }
  names     = { shared = module.shared.name, replaced = module.replaced.name, moved = module.moved.name }
}

module "api" {
  source   = "../../../../modules/rest-api"
  for_each = var.apis

  name        = "${var.name}-${each.key}"
  description = each.value.description
  models      = { Movie = each.value.model }
  throttling  = { rate = each.value.throttling_rate }
  access_log  = { role_arn = module.account.role_arn, retention_days = each.value.retention_days }
  cors        = each.value.allow_origin == null ? null : { allow_origin = each.value.allow_origin }
  tags        = each.value.tags

  methods = {
    for route, method in each.value.methods : route => {
      function_name        = local.names[method.function]
      authorization        = { type = method.authorization }
      api_key_required     = method.api_key_required
      timeout_milliseconds = method.timeout_milliseconds
      request              = { models = { "application/json" = "Movie" }, parameters = method.parameters }
    }
  }

  functions = [for key in toset(values(each.value.methods)[*].function) : local.functions[key]]
}

variable "faults" {
  type    = set(string)
  default = ["kept", "removed"]
}

module "fault" {
  source = "../../../../modules/metric-alarms"

  name   = var.name
  alarms = { for fault in var.faults : fault => { namespace = var.name, metric = fault, threshold = 0 } }
}

module "service" {
  source = "../../../../modules/service-alarms"

  name       = "${var.name}-service"
  alarm_arns = module.fault.alarm_arns
  dashboard  = false
}

output "ids" {
  value = { for key, api in module.api : key => api.id }
}

output "urls" {
  value = { for key, api in module.api : key => api.invoke_url }
}
