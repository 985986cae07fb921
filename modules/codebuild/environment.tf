variable "environment" {
  description = <<-EOT
    Environment variables of the builds, by name; each has one of:
    - value: plain text. No secrets: whoever may see a build reads it.
    - parameter: an SSM parameter, { name, arn } (an aws_ssm_parameter has both).
    - secret: { arn } of a Secrets Manager secret; json_key takes one value out of it.
    kms_key_arn: key that encrypts the parameter or secret. Default: AWS's own, which needs no permission.
    The role may read the parameters and secrets named, and nothing else of theirs. Default: none.
  EOT
  type = map(object({
    value = optional(string)
    parameter = optional(object({
      name = string
      arn  = string
    }))
    secret = optional(object({
      arn      = string
      json_key = optional(string)
    }))
    kms_key_arn = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for item in var.environment : length([for given in [item.value, item.parameter, item.secret] : true if given != null]) == 1])
    error_message = "environment: a variable has exactly one of value, parameter and secret."
  }

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && !startswith(name, "CODEBUILD_")])
    error_message = "environment: a name has letters, digits and _ only, begins with no digit, and not with CODEBUILD_, which is CodeBuild's."
  }
}


locals {
  environment = {
    for name, item in var.environment : name => merge(concat(
      [for parameter in item.parameter[*] : { type = "PARAMETER_STORE", value = parameter.name }],
      [for secret in item.secret[*] : { type = "SECRETS_MANAGER", value = join(":", compact([secret.arn, secret.json_key])) }],
      [for value in item.value[*] : { type = "PLAINTEXT", value = value }],
    )...)
  }
}
