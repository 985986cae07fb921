locals {
  alarm_prefixes = { for stage in keys(var.stages) : stage => stage == "$default" ? var.name : "${var.name}-${stage}" }
}

module "alarms" {
  source   = "../api-alarms"
  for_each = var.stages

  name   = local.alarm_prefixes[each.key]
  stage  = { api_id = aws_apigatewayv2_api.this.id, name = each.key }
  alarms = var.alarms
  tags   = var.tags

  depends_on = [aws_apigatewayv2_stage.this]
}
