# Users of the function wait until its role is complete: without the grants Lambda refuses an event source mapping, and
# a first invocation fails.

output "function" {
  description = "The function, for modules that take one (function = module.x): name, arn (unqualified), alias_name, alias_arn (invoke and map this), invoke_arn (for API Gateway, of the alias), role_name, role_arn, log_group_name."
  value = {
    name           = aws_lambda_function.this.function_name
    arn            = aws_lambda_function.this.arn
    alias_name     = aws_lambda_alias.live.name
    alias_arn      = aws_lambda_alias.live.arn
    invoke_arn     = aws_lambda_alias.live.invoke_arn
    role_name      = aws_iam_role.this.name
    role_arn       = aws_iam_role.this.arn
    log_group_name = aws_cloudwatch_log_group.this.name
  }
  depends_on = [aws_iam_role_policy.this]
}

output "name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
  depends_on  = [aws_iam_role_policy.this]
}

output "arn" {
  description = "ARN of the function, without version. Callers invoke alias_arn."
  value       = aws_lambda_function.this.arn
  depends_on  = [aws_iam_role_policy.this]
}

output "invoke_arn" {
  description = "ARN that API Gateway invokes $LATEST with. Integrations take alias_invoke_arn."
  value       = aws_lambda_function.this.invoke_arn
  depends_on  = [aws_iam_role_policy.this]
}

output "alias_arn" {
  description = "ARN of the alias, the one to invoke and to map event sources to."
  value       = aws_lambda_alias.live.arn
  depends_on  = [aws_iam_role_policy.this]
}

output "alias_invoke_arn" {
  description = "ARN that API Gateway invokes the alias with."
  value       = aws_lambda_alias.live.invoke_arn
  depends_on  = [aws_iam_role_policy.this]
}

output "alias_name" {
  description = "Name of the alias: live."
  value       = aws_lambda_alias.live.name
}

output "role_name" {
  description = "Name of the function's role."
  value       = aws_iam_role.this.name
}

output "role_arn" {
  description = "ARN of the function's role."
  value       = aws_iam_role.this.arn
}

output "log_group_name" {
  description = "Name of the function's log group."
  value       = aws_cloudwatch_log_group.this.name
}
