module "alarms" {
  source = "../api-alarms"

  name   = var.name
  stage  = { api_name = aws_api_gateway_rest_api.this.name, name = aws_api_gateway_stage.this.stage_name }
  alarms = var.alarms
  tags   = var.tags
}
