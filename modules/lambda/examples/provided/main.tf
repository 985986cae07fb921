variable "name" {
  type    = string
  default = "example-provided"
}

module "function" {
  source = "../.."

  name    = var.name
  handler = "bootstrap"
  runtime = "provided.al2023"
}

output "alias_arn" {
  value = module.function.function.alias_arn
}
