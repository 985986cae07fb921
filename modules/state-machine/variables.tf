variable "name" {
  description = "Name of the state machine and of its role; its log group is /aws/vendedlogs/states/<name>."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must be 1 to 64 of A-Z a-z 0-9 - _ (the limit of its role): write, for example, dev-delete-package."
  }
}

variable "definition" {
  description = <<-EOT
    The definition in the Amazon States Language, usually definition = file("$${path.module}/delete-package.asl.json"). The Resource of a
    task is an integration, arn:aws:states:::lambda:invoke or arn:aws:states:::aws-sdk:dynamodb:deleteItem. .sync isn't supported.
  EOT
  type        = string

  validation {
    condition     = can(jsondecode(var.definition).StartAt) && can(jsondecode(var.definition).States)
    error_message = "definition must be JSON with StartAt and States: write definition = file(\"delete-package.asl.json\")."
  }

  validation {
    condition = alltrue([
      for resource in regexall("\"Resource\"\\s*:\\s*\"([^\"]*)\"", var.definition) :
      can(regex("^arn:[^:]+:states:::(aws-sdk:)?[a-z0-9]+:[A-Za-z0-9]+(\\.waitForTaskToken)?$", resource[0]))
    ])
    error_message = <<-EOT
      definition: a task's Resource must be an integration without .sync: write arn:aws:states:::lambda:invoke with the parameter
      FunctionName, or arn:aws:states:::aws-sdk:dynamodb:deleteItem.
    EOT
  }
}

variable "substitutions" {
  description = <<-EOT
    Values for the placeholders of the definition: { table = aws_dynamodb_table.packages.name } for "TableName": "$${table}". They are
    escaped as JSON strings. Default: none.
  EOT
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = sort(keys(var.substitutions)) == sort(distinct([
      for match in regexall("\\$\\{([A-Za-z0-9_]+)\\}", var.definition) : match[0]
    ]))
    error_message = "substitutions must have one value for each placeholder of the definition, and no other: substitutions = { table = … }."
  }
}

variable "resources" {
  description = <<-EOT
    The ARNs of the resources of each call in the definition, by service and action as in the task's Resource: { "lambda:invoke" =
    [module.check.function.alias_arn], "dynamodb:deleteItem" = [aws_dynamodb_table.packages.arn] }. The role may do just that. Default: none.
  EOT
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition = sort(keys(var.resources)) == sort(distinct([
      for match in regexall("\"arn:[^:\"]+:states:::(?:aws-sdk:)?([a-z0-9]+:[A-Za-z0-9]+)", var.definition) : match[0]
    ]))
    error_message = <<-EOT
      resources must have a key for each call of the definition, and no other: { "dynamodb:deleteItem" = [aws_dynamodb_table.packages.arn] }
      for arn:aws:states:::aws-sdk:dynamodb:deleteItem.
    EOT
  }

  validation {
    condition = alltrue([
      for arns in values(var.resources) : length(arns) > 0 && alltrue([for arn in arns : can(regex("^(\\*|arn:[^:]+:[a-z0-9-]+:.+)$", arn))])
    ])
    error_message = "resources: a call needs at least one ARN; write [\"*\"] for an action without resource-level permissions."
  }
}

variable "type" {
  description = "STANDARD (default): up to a year, each state once. EXPRESS: up to 5 minutes, cheaper, a state may run twice. A change replaces it."
  type        = string
  default     = "STANDARD"
  nullable    = false

  validation {
    condition     = contains(["STANDARD", "EXPRESS"], var.type)
    error_message = "type must be STANDARD or EXPRESS."
  }
}

variable "role" {
  description = <<-EOT
    The machine's role.
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

variable "log" {
  description = <<-EOT
    The log of the executions.
    - level: ALL, ERROR (default), FATAL or OFF.
    - execution_data: whether the log has the input and output of the states, which may be personal data. Default false.
    - retention_days: default 30.
    - kms_key_arn: key whose policy admits CloudWatch Logs. Default: encrypted with a key that AWS owns.
  EOT
  type = object({
    level          = optional(string, "ERROR")
    execution_data = optional(bool, false)
    retention_days = optional(number, 30)
    kms_key_arn    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.log.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.log.kms_key_arn))
    error_message = "log.kms_key_arn must be the ARN of a key: write aws_kms_key.….arn, or omit it."
  }

  validation {
    condition = contains(
      [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log.retention_days
    )
    error_message = "log.retention_days must be a value that CloudWatch Logs accepts: 0, 1, 3, 5, 7, 14, 30, 60, 90, 180, 365, 731, …"
  }

  validation {
    condition     = contains(["ALL", "ERROR", "FATAL", "OFF"], var.log.level)
    error_message = "log.level must be ALL, ERROR, FATAL or OFF."
  }
}

variable "alarms" {
  description = <<-EOT
    The alarms timed-out, failed, aborted and throttled: each goes off when it happens in a minute.
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
}

variable "tracing" {
  description = "true: X-Ray traces the executions. Default false."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of the machine, its role, its log group and its alarms. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
