# Whoever starts to use the function through these finds its role complete: without that an event source mapping
# is refused by Lambda, and a first invocation fails.

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
