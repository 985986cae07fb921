variable "role_name" {
  description = <<-EOT
    Name of the role that API Gateway writes logs with, 1 to 64 of A-Z a-z 0-9 + = , . @ - _. A role's name is unique in an
    account but this setting is per region: include the region in the name if you use several. Default "api-gateway-logs".
  EOT
  type        = string
  default     = "api-gateway-logs"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.role_name))
    error_message = "role_name must be 1 to 64 of A-Z a-z 0-9 + = , . @ - _."
  }
}

variable "role" {
  description = <<-EOT
    The role.
    - permissions_boundary: ARN of the policy that sets the permissions boundary of the role. Default: none.
    - path: path of the role, which begins and ends with /. An apply role of iac/bootstrap may create roles only in the path of its
      environment, /slipway/dev/. Default "/".
  EOT
  type = object({
    permissions_boundary = optional(string)
    path                 = optional(string, "/")
  })
  default  = {}
  nullable = false

  validation {
    condition = var.role.permissions_boundary == null ? true : can(regex(
      "^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.role.permissions_boundary
    ))
    error_message = "role.permissions_boundary must be the ARN of a policy: write arn:aws:iam::123456789012:policy/boundary, or omit it."
  }

  validation {
    condition     = can(regex("^/([A-Za-z0-9+=,.@_-]+/)*$", var.role.path)) && length(var.role.path) <= 512
    error_message = "role.path must begin and end with /, and have only A-Z a-z 0-9 + = , . @ - _ between: write, for example, /slipway/dev/."
  }
}

variable "tags" {
  description = "Tags of the role. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
