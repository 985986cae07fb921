module "api_gateway_account" {
  source = "../.."

  role_name = var.name
}
