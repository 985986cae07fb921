variable "name" {
  type    = string
  default = "example-api-gateway-logs"
}

module "api_gateway_account" {
  source = "../.."

  role_name = var.name
}

output "role_arn" {
  value = module.api_gateway_account.role_arn
}
