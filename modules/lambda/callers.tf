resource "aws_lambda_permission" "this" {
  for_each = var.callers

  statement_id   = each.key
  action         = "lambda:InvokeFunction"
  function_name  = var.name
  qualifier      = local.functions[coalesce(each.value.alias, local.default_alias)].alias_name
  principal      = each.value.principal
  source_arn     = each.value.source_arn
  source_account = each.value.source_account
}
