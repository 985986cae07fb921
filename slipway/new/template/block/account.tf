
module "api_gateway_account" {
  source = "%{account}"

  role_name = "${var.environment}-api-gateway-logs"
%{role}}
