variable "name" {
  description = <<-EOT
    Name of the pipeline and its role (<name>), of the role that its event rules start it with (<name>-events), and of these rules
    (<name>-<source>): 1 to 50 of A-Z a-z 0-9 - _. Role names are unique in an account: include the region in the name of a
    pipeline that is deployed to several.
  EOT
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$", var.name))
    error_message = "name must be 1 to 50 of A-Z a-z 0-9 - _, for example \"dev-frontend\"."
  }
}

variable "execution_mode" {
  description = <<-EOT
    How executions that start while another is running are handled: "SUPERSEDED" (default: a newer one replaces one that waits),
    "QUEUED" (one after another, at most 50) or "PARALLEL".
  EOT
  type        = string
  default     = "SUPERSEDED"
  nullable    = false

  validation {
    condition     = contains(["SUPERSEDED", "QUEUED", "PARALLEL"], var.execution_mode)
    error_message = "execution_mode must be \"SUPERSEDED\", \"QUEUED\" or \"PARALLEL\", in capitals."
  }
}

variable "variables" {
  description = <<-EOT
    Variables of the pipeline, at most 50, which a start may set and actions read as #{variables.<name>}. Default: none.
    - default: value if the start sets none, 1 to 1000 characters. Without it a start by an event fails.
    - description: up to 200 characters.
    Not for secrets: anyone who may see an execution can read them.
  EOT
  type = map(object({
    default     = optional(string)
    description = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.variables) <= 50 && alltrue([for name in keys(var.variables) : can(regex("^[A-Za-z0-9@_-]{1,128}$", name))])
    error_message = "variables must hold at most 50, and a name is 1 to 128 of A-Z a-z 0-9 @ - _."
  }

  validation {
    condition = alltrue([
      for variable in var.variables : variable.default == null ? true : length(variable.default) >= 1 && length(variable.default) <= 1000
    ])
    error_message = "variables: a default has 1 to 1000 characters; omit it for a variable that every start must set."
  }

  validation {
    condition = alltrue([
      for variable in var.variables : variable.description == null ? true : length(variable.description) <= 200
    ])
    error_message = "variables: a description has at most 200 characters (CodePipeline's limit)."
  }
}

variable "role" {
  description = <<-EOT
    The roles of the pipeline and its event rules.
    - permissions_boundary: ARN of the policy that sets the permissions boundary of the roles. Default: none.
    - path: path of the roles, which begins and ends with /. An apply role of iac/bootstrap may create roles only in the path of its
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

variable "alarms" {
  description = <<-EOT
    The alarm <name>-failed: an execution failed.
    - enabled: whether the alarms exist. Default true.
    - actions: ARNs, usually of SNS topics, that are notified when an alarm goes off, and when it is OK again. Not a topic encrypted with
      alias/aws/sns: CloudWatch can't use that key. Default: none.
  EOT
  type = object({
    enabled = optional(bool, true)
    actions = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.alarms.actions) <= 5 && alltrue([for arn in var.alarms.actions : can(regex("^arn:[^:]+:[a-z0-9-]+:.+$", arn))])
    error_message = "alarms.actions must hold at most 5 ARNs (CloudWatch's limit), usually of topics: [aws_sns_topic.alarms.arn]."
  }
}

variable "tags" {
  description = "Tags of the pipeline, its roles, its artifact bucket and its event rules. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
