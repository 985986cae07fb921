variable "environment" {
  description = <<-EOT
    Environment variables of the builds, by name. Default: none. Each has exactly one of:
    - value: plain text. Not for secrets: anyone who may see a build can read it.
    - parameter: an SSM parameter, { name, arn } (an aws_ssm_parameter has both).
    - secret: { arn } of a Secrets Manager secret; json_key selects one value of it.
    kms_key_arn: ARN of the KMS key that encrypts the parameter or secret. Default: AWS's own, which needs no permission.
    The role may read these parameters and secrets, and no others.
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
    condition = alltrue([
      for item in var.environment : length([for kind in [item.value, item.parameter, item.secret] : kind if kind != null]) == 1
    ])
    error_message = "environment: a variable has exactly one of value, parameter and secret."
  }

  validation {
    condition = alltrue([
      for name in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && !startswith(name, "CODEBUILD_")
    ])
    error_message = "environment: a name has letters, digits and _, begins with no digit and not with CODEBUILD_, which CodeBuild reserves."
  }

  validation {
    condition = alltrue(flatten([
      for item in values(var.environment) : [
        item.parameter == null ? true : can(regex("^[A-Za-z0-9_./-]+$", item.parameter.name)),
        item.parameter == null ? true : can(regex("^arn:[^:]+:ssm:.+:parameter/.+$", item.parameter.arn)),
        item.secret == null ? true : can(regex("^arn:[^:]+:secretsmanager:.+:secret:.+$", item.secret.arn)),
        try(item.secret.json_key, null) == null ? true : can(regex("^[^:]+$", item.secret.json_key)),
        item.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", item.kms_key_arn)),
      ]
    ]))
    error_message = <<-EOT
      environment: parameter must have the name and the ARN of an SSM parameter (aws_ssm_parameter.….name and arn), secret the ARN of a
      secret and, if given, a json_key without colons; kms_key_arn is the ARN of a key. Omit what you don't need.
    EOT
  }
}
