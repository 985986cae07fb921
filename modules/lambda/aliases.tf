# In a plan of many functions, a resource's reference to another one costs more than one to a local value, whose references Terraform
# reads once for all instances of this module: docs/benchmark.md.
locals {
  version = aws_lambda_function.this.version # 1, unless a function of this name was deleted before

  # The alias of the output `function`, of async and of callers that name none.
  default_alias = contains(var.aliases, "live") || length(var.aliases) > 1 ? "live" : one(var.aliases)

  # What other modules take. The names of the alias and the role are from their ARNs, which are unknown in a plan that replaces them: so
  # it also replaces the alias's permissions and settings, which Lambda deletes with it, and the role's policies, here and in other modules.
  functions = {
    for name, alias in aws_lambda_alias.this : name => {
      name           = aws_lambda_function.this.function_name
      arn            = aws_lambda_function.this.arn
      alias_name     = split(":", alias.arn)[7]
      alias_arn      = alias.arn
      invoke_arn     = alias.invoke_arn
      role_name      = reverse(split("/", aws_lambda_function.this.role))[0]
      role_arn       = aws_lambda_function.this.role
      log_group_name = aws_lambda_function.this.logging_config[0].log_group
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
  function_name    = var.name
  function_version = local.version

  lifecycle {
    ignore_changes = [function_version, routing_config]
    # Lambda deletes a function's aliases with it, and none of the arguments above changes when a function is replaced.
    replace_triggered_by = [aws_lambda_function.this.id]
  }
}

resource "aws_lambda_provisioned_concurrency_config" "this" {
  for_each = var.provisioned_concurrency

  function_name                     = var.name
  qualifier                         = local.functions[each.key].alias_name
  provisioned_concurrent_executions = each.value
}

moved {
  from = aws_lambda_alias.live
  to   = aws_lambda_alias.this["live"]
}
