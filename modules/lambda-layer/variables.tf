variable "name" {
  description = "Name of the layer: 1 to 140 of A-Z a-z 0-9 - _ (Lambda's limit)."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,140}$", var.name))
    error_message = "name must be 1 to 140 of A-Z a-z 0-9 - _."
  }
}

variable "package" {
  description = <<-EOT
    Path of the zip, for example "$${path.root}/../../build/layers/shared.zip", at most 50 MB (Lambda's limit for an upload). Packages are
    in its folder python/: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html.
  EOT
  type        = string

  validation {
    condition     = endswith(var.package, ".zip") && try(fileexists(var.package), false)
    error_message = "package must be the path of an existing zip: run slipway package, which writes build/layers/<name>.zip, before the plan."
  }
}

variable "description" {
  description = "Description of the version, up to 256 characters. Default: none."
  type        = string
  default     = null

  validation {
    condition     = var.description == null ? true : can(regex("^[^\\n]{1,256}$", var.description))
    error_message = "description must have 1 to 256 characters in one line; omit it for none."
  }
}

variable "runtimes" {
  description = "Runtimes that the layer is for, 1 to 15 (Lambda's limit). Default [\"python3.13\"]."
  type        = set(string)
  default     = ["python3.13"]
  nullable    = false

  validation {
    condition = (
      length(var.runtimes) >= 1 && length(var.runtimes) <= 15 && alltrue([for each in var.runtimes : can(regex("^[a-z][a-z0-9.]{1,30}$", each))])
    )
    error_message = "runtimes must be 1 to 15 runtime identifiers: [\"python3.13\"]."
  }
}

variable "architectures" {
  description = "Instruction sets that the layer is for: \"arm64\", \"x86_64\", or both if it has no native code. Default [\"arm64\"]."
  type        = set(string)
  default     = ["arm64"]
  nullable    = false

  validation {
    condition     = length(var.architectures) >= 1 && length(setsubtract(var.architectures, ["arm64", "x86_64"])) == 0
    error_message = "architectures must be [\"arm64\"], [\"x86_64\"] or both."
  }
}

variable "retain_versions" {
  description = <<-EOT
    true: old versions stay when a new one replaces them, and the last one when the module is removed. Default false: Lambda deletes them.
    Published versions of functions keep the layer that they were published with in both cases.
  EOT
  type        = bool
  default     = false
  nullable    = false
}
