variable "role" {
  description = <<-EOT
    What a build may do.
    - policy: ONE policy document as JSON with the actions that the buildspec's commands call. The module merges into it what
      the project itself needs: its log group, its artifacts, its cache, its parameters and secrets. Default: none of its own.
    - permissions_boundary: ARN of the policy that bounds the role. Default: none.
  EOT
  type = object({
    policy               = optional(string)
    permissions_boundary = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.role.policy == null || can(jsondecode(var.role.policy).Statement)
    error_message = "role.policy must be a policy document as JSON: write jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = …, Resource = … }] })."
  }
}
