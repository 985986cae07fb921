variable "name" {
  type    = string
  default = "example-nodejs"
}

module "function" {
  source = "../.."

  name    = var.name
  handler = "index.handler"
  runtime = "nodejs22.x"
}

output "alias_arn" {
  value = module.function.function.alias_arn
}
