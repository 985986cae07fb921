variable "role" {
  description = <<-EOT
    The permissions of the builds' role. The module adds what the project itself needs: its log group, artifacts, cache, parameters and
    secrets.
    - statements: what the buildspec's commands call. Each allows actions on resources (ARNs; ["*"] for an action without
      resource-level permissions), under a condition if given. Default: none.
    - policy: a policy document as JSON whose statements are added, for what statements can't express. Default: none.
    - permissions_boundary: ARN of the policy that sets the role's permissions boundary. Default: none.
    - path: path of the role, which begins and ends with /. An apply role of iac/bootstrap may create roles only in the path of its
      environment, /slipway/dev/. Default "/".
    - existing: { arn } of a role that codebuild.amazonaws.com may assume, instead of a new one. The module adds no permissions to it:
      nothing else can be set, and the role needs all of them. Default: none, the module creates the role.
  EOT
  type = object({
    statements = optional(list(object({
      actions   = list(string)
      resources = list(string)
      condition = optional(map(map(list(string))))
    })))
    policy               = optional(string)
    permissions_boundary = optional(string)
    path                 = optional(string, "/")
    existing             = optional(object({ arn = string }))
  })
  default  = { statements = [] }
  nullable = false

  # Terraform drops a key that the type doesn't have, without a word.
  validation {
    condition = (
      var.role.statements != null || var.role.policy != null || var.role.permissions_boundary != null || var.role.existing != null ||
      var.role.path != "/"
    )
    error_message = <<-EOT
      role sets nothing. Is a key misspelled? Terraform ignores keys that it doesn't know. Write role = { statements = [{ actions = […],
      resources = […] }] }, statements = [] for none, or leave out role.
    EOT
  }

  validation {
    condition     = var.role.existing == null || (var.role.statements == null && var.role.policy == null && var.role.permissions_boundary == null)
    error_message = "role.existing excludes statements, policy and permissions_boundary: the module doesn't change a role that it didn't create."
  }

  validation {
    condition     = var.role.existing == null ? true : can(regex("^arn:[^:]+:iam::[0-9]{12}:role/.+$", var.role.existing.arn))
    error_message = "role.existing.arn must be the ARN of a role: write { arn = aws_iam_role.….arn }, or leave out role for a new one."
  }

  validation {
    condition = var.role.permissions_boundary == null ? true : can(regex(
      "^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.role.permissions_boundary
    ))
    error_message = "role.permissions_boundary must be the ARN of a policy: write arn:aws:iam::123456789012:policy/boundary, or omit it."
  }

  validation {
    condition = alltrue(flatten([
      for statement in coalesce(var.role.statements, []) : [
        for operator, values in coalesce(statement.condition, {}) : [
          can(regex("^[A-Za-z]+(:[A-Za-z]+)?$", operator)), [for key in keys(values) : strcontains(key, ":")],
        ]
      ]
    ]))
    error_message = "role.statements: a condition has an operator and a key: { StringEquals = { \"aws:SourceAccount\" = [\"123456789012\"] } }."
  }

  validation {
    condition = alltrue([
      for statement in coalesce(var.role.statements, []) :
      length(statement.actions) > 0 && alltrue([for action in statement.actions : strcontains(action, ":")])
    ])
    error_message = "role.statements: a statement needs actions, each with its service: actions = [\"dynamodb:GetItem\"]."
  }

  validation {
    condition = alltrue([
      for statement in coalesce(var.role.statements, []) :
      length(statement.resources) > 0 && alltrue([for resource in statement.resources : resource == "*" || startswith(resource, "arn:")])
    ])
    error_message = <<-EOT
      role.statements: a statement needs resources, each an ARN: resources = [aws_dynamodb_table.movies.arn], or ["*"] for actions
      without resource-level permissions.
    EOT
  }

  validation {
    condition     = var.role.policy == null ? true : try(length(flatten([jsondecode(var.role.policy).Statement])) > 0, false)
    error_message = <<-EOT
      role.policy must be a policy document as JSON: jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", … }] }).
      For Allow statements use role.statements.
    EOT
  }

  validation {
    condition     = can(regex("^/([A-Za-z0-9+=,.@_-]+/)*$", var.role.path)) && length(var.role.path) <= 512
    error_message = "role.path must begin and end with /, and have only A-Z a-z 0-9 + = , . @ - _ between: write, for example, /slipway/dev/."
  }
}
