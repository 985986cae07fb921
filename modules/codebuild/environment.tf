locals {
  environment = {
    for name, item in var.environment : name => merge(concat(
      [for parameter in item.parameter[*] : { type = "PARAMETER_STORE", value = parameter.name }],
      [for secret in item.secret[*] : { type = "SECRETS_MANAGER", value = join(":", compact([secret.arn, secret.json_key])) }],
      [for value in item.value[*] : { type = "PLAINTEXT", value = value }],
    )...)
  }
}
