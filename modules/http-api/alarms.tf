module "alarms" {
  source   = "../api-alarms"
  for_each = var.stages

  name   = each.key == "$default" ? var.name : "${var.name}-${each.key}"
  stage  = { api_id = aws_apigatewayv2_api.this.id, name = each.key }
  alarms = var.alarms
  tags   = var.tags

  depends_on = [aws_apigatewayv2_stage.this]
}
