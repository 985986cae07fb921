module "role_name_with_a_space" {
  source = "../../../../../../modules/api-gateway-account"

  role_name = "the role"
}
