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
  EOT
  type = object({
    statements = optional(list(object({
      actions   = list(string)
      resources = list(string)
      condition = optional(map(map(list(string))))
    })), [])
    policy               = optional(string)
    permissions_boundary = optional(string)
    path                 = optional(string, "/")
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for statement in var.role.statements :
      length(statement.actions) > 0 && alltrue([for action in statement.actions : strcontains(action, ":")])
    ])
    error_message = "role.statements: a statement needs actions, each with its service: actions = [\"dynamodb:GetItem\"]."
  }

  validation {
    condition = alltrue([
      for statement in var.role.statements :
      length(statement.resources) > 0 && alltrue([for resource in statement.resources : resource == "*" || startswith(resource, "arn:")])
    ])
    error_message = <<-EOT
      role.statements: a statement needs resources, each an ARN: resources = [aws_dynamodb_table.movies.arn], or ["*"] for actions
      without resource-level permissions.
    EOT
  }

  validation {
    condition     = var.role.policy == null || can(jsondecode(var.role.policy).Statement)
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
