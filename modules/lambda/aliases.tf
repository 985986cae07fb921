locals {
  # The alias of the output `function`, of async and of callers that name none.
  default_alias = contains(var.aliases, "live") || length(var.aliases) > 1 ? "live" : one(var.aliases)

  # From the ARN, which is unknown in a plan that replaces the alias: so it also replaces permissions and settings of the alias, which
  # Lambda deletes with it, here and in other modules.
  alias_names = { for name, alias in aws_lambda_alias.this : name => split(":", alias.arn)[7] }

  # What other modules take.
  functions = {
    for name, alias in aws_lambda_alias.this : name => {
      name           = aws_lambda_function.this.function_name
      arn            = aws_lambda_function.this.arn
      alias_name     = local.alias_names[name]
      alias_arn      = alias.arn
      invoke_arn     = alias.invoke_arn
      role_name      = local.role_name
      role_arn       = local.role_arn
      log_group_name = aws_cloudwatch_log_group.this.name
    }
  }
}

resource "aws_lambda_alias" "this" {
  for_each = var.aliases

  name = each.key
  # `slipway deploy` and the pipeline's action read the owner from it: lambda_release/owner.py.
  description = (
    var.released_by == null
    ? "What callers invoke; the deployer moves it."
    : "What callers invoke; released by the pipeline ${var.released_by}"
  )
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version # 1, unless a function of this name was deleted before

  lifecycle {
    ignore_changes = [function_version, routing_config]
    # Lambda deletes a function's aliases with it, and none of the arguments above changes when a function is replaced.
    replace_triggered_by = [aws_lambda_function.this.id]
  }
}

resource "aws_lambda_provisioned_concurrency_config" "this" {
  for_each = var.provisioned_concurrency

  function_name                     = aws_lambda_function.this.function_name
  qualifier                         = local.alias_names[each.key]
  provisioned_concurrent_executions = each.value
}

moved {
  from = aws_lambda_alias.live
  to   = aws_lambda_alias.this["live"]
}
