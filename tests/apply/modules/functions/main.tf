# Functions of one root, of which each has the settings that differ from the defaults.

variable "name" {
  type = string
}

variable "functions" {
  type = any
}

variable "memory_size" {
  type    = number
  default = 256
}

module "function" {
  source   = "../../../../modules/lambda"
  for_each = var.functions

  name        = "${var.name}-${each.key}"
  handler     = "index.handler"
  memory_size = var.memory_size
  runtime     = try(each.value.runtime, null)
  aliases     = try(each.value.aliases, null)
  callers     = try(each.value.callers, null)
  async       = try(each.value.async, null)
  role        = try(each.value.role, null)
}

output "functions" {
  value = module.function
}
