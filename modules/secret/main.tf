locals {
  arn = var.parameter == null ? aws_secretsmanager_secret.this[0].arn : join(":", [
    "arn", var.parameter.partition, "ssm", var.parameter.region, var.parameter.account_id, "parameter/${trimprefix(var.name, "/")}",
  ])
}

# Without a version: Terraform would keep its value in the state.
resource "aws_secretsmanager_secret" "this" {
  #checkov:skip=CKV_AWS_149:a choice (variable kms_key_arn): AWS's own key admits the callers of the account only
  #checkov:skip=CKV2_AWS_57:a rotation needs a function that knows the service of the secret
  count = var.parameter == null ? 1 : 0

  name                    = var.name
  description             = var.description
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_days
  tags                    = var.tags
}
