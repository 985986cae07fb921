output "name" {
  description = "Name of the secret or parameter, for the function's environment."
  value       = var.name
}

output "arn" {
  description = "ARN of the secret, which ends in six random characters, or of the parameter."
  value       = local.arn
}

output "statements" {
  description = "The permissions to read it, as role.statements of module lambda takes them: concat(module.token.statements, […])."
  value = concat(
    [{ actions = [var.parameter == null ? "secretsmanager:GetSecretValue" : "ssm:GetParameter"], resources = [local.arn] }],
    [for key in var.kms_key_arn[*] : { actions = ["kms:Decrypt"], resources = [key] }],
  )
}
