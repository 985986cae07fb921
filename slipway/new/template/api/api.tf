module "api_gateway_account" {
  source = "%{repository}//modules/api-gateway-account%{ref}"

  role_name            = "${var.environment}-api-gateway-logs"
  role_path            = var.role_path
  permissions_boundary = var.permissions_boundary
}

module "api" {
  source = "%{repository}//modules/rest-api%{ref}"

  name       = "${var.environment}-%{stack}"
  alarms     = { actions = var.alarm_actions }
  access_log = { role_arn = module.api_gateway_account.role_arn }

  methods = {
  }
}
