output "url" {
  description = "URL of the function, with a slash at the end: https://<id>.lambda-url.<region>.on.aws/."
  value       = aws_lambda_function_url.this.function_url
}

output "statements" {
  description = <<-EOT
    The permissions of a caller with AWS_IAM, as role.statements of module lambda takes them: concat(module.url.statements, […]). They
    allow calls by the URL only.
  EOT
  value = [
    { actions = ["lambda:InvokeFunctionUrl"], resources = [local.alias_arn], condition = null },
    {
      actions   = ["lambda:InvokeFunction"]
      resources = [local.alias_arn]
      condition = { Bool = { "lambda:InvokedViaFunctionUrl" = ["true"] } }
    },
  ]
}
