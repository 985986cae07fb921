variable "plan_role" {
  description = <<-EOT
    The permissions of the plan, as role of module codebuild: it reads the state and every resource of the configuration.
    - statements, policy: permissions. The module adds those of the project itself.
    - permissions_boundary, path.
    - existing: { arn } of a role that codebuild.amazonaws.com may assume, instead of a new one.
  EOT
  type = object({
    statements = optional(list(object({
      actions   = list(string)
      resources = list(string)
      condition = optional(map(map(list(string))))
    })))
    policy               = optional(string)
    permissions_boundary = optional(string)
    path                 = optional(string)
    existing             = optional(object({ arn = string }))
  })
  default  = { statements = [] }
  nullable = false
}

variable "apply_role" {
  description = <<-EOT
    The permissions of the apply, with the attributes of plan_role. It needs either existing, a role that you bound otherwise, or
    permissions_boundary, which limits what the apply can do, whatever its policies allow.
  EOT
  type = object({
    statements = optional(list(object({
      actions   = list(string)
      resources = list(string)
      condition = optional(map(map(list(string))))
    })))
    policy               = optional(string)
    permissions_boundary = optional(string)
    path                 = optional(string)
    existing             = optional(object({ arn = string }))
  })

  validation {
    condition     = var.apply_role.existing != null || var.apply_role.permissions_boundary != null
    error_message = "apply_role needs a limit: set permissions_boundary, or give a role of yours: existing = { arn = aws_iam_role.apply.arn }."
  }
}
