variable "aliases" {
  description = <<-EOT
    Names of the function's aliases, which callers invoke. Several are stages of one function, for example ["test", "prod"]: each is
    deployed by `slipway deploy --alias`. Default ["live"].
  EOT
  type        = set(string)
  default     = ["live"]
  nullable    = false

  validation {
    condition     = length(var.aliases) > 0
    error_message = "aliases must have at least one name: write [\"live\"], or omit it."
  }

  # Of the 128 characters that Lambda allows, the deployer needs 9 for its alias previous-<name>.
  validation {
    condition = alltrue([
      for name in var.aliases : can(regex("^[A-Za-z0-9_-]{1,119}$", name)) && !can(regex("^([0-9]+|previous(-.*)?)$", name))
    ])
    error_message = <<-EOT
      aliases: a name is 1 to 119 of A-Z a-z 0-9 - _, has not only digits, and is not previous or previous-…, which the deployer uses:
      write, for example, ["test", "prod"].
    EOT
  }
}

variable "released_by" {
  description = <<-EOT
    Name of the pipeline whose action deploy-functions releases the function. `slipway deploy` and other pipelines then refuse to, and
    `slipway rollback` still works. Default: `slipway deploy` releases it.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.released_by == null ? true : can(regex("^[A-Za-z0-9.@_-]{1,100}$", var.released_by))
    error_message = "released_by must be the name of a pipeline, 1 to 100 of A-Z a-z 0-9 . @ - _: write aws_codepipeline.….name, or omit it."
  }
}
