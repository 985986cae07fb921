
module "api_gateway_account" {
  source = "%{account}"
  count  = var.manage_api_gateway_account ? 1 : 0

  role_name = "${var.environment}-api-gateway-logs"
%{role}}
