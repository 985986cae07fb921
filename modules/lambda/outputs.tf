# A user of the function waits until its role is complete: without the grants a first invocation fails.

output "function" {
  description = <<-EOT
    The function, for modules that take one: `function = module.get_movie`.
    - name, arn: of the function, without a version.
    - alias_name, alias_arn: of the alias `live`; invoke this one.
    - invoke_arn: of the alias, as an API Gateway integration takes it.
    - role_name, role_arn: of the execution role.
    - log_group_name: /aws/lambda/<name>.
  EOT
  value = {
    name = aws_lambda_function.this.function_name
    arn  = aws_lambda_function.this.arn
    # From the ARN, which is unknown in a plan that replaces the alias: so it also replaces other modules' permissions for it.
    alias_name     = split(":", aws_lambda_alias.live.arn)[7]
    alias_arn      = aws_lambda_alias.live.arn
    invoke_arn     = aws_lambda_alias.live.invoke_arn
    role_name      = local.role_name
    role_arn       = local.role_arn
    log_group_name = aws_cloudwatch_log_group.this.name
  }
  depends_on = [aws_iam_role_policy.this]
}
