variable "name" {
  description = <<-EOT
    Name of the function, its role and its log group (/aws/lambda/<name>): 1 to 64 of A-Z a-z 0-9 - _ (Lambda's and IAM's limit). Role
    names are unique in an account: include the region in the name of a function that is deployed to several.
  EOT
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must be 1 to 64 of A-Z a-z 0-9 - _, for example \"dev-get-movie\"."
  }
}

variable "description" {
  description = "Description of the function, up to 256 characters. Default: none."
  type        = string
  default     = null

  validation {
    condition     = var.description == null ? true : length(var.description) <= 256
    error_message = "description must have at most 256 characters (Lambda's limit)."
  }
}

variable "handler" {
  description = <<-EOT
    Entry point of the deployed code, in the form of its runtime: "get_movie.handler" (Python), "index.handler" (Node.js). A
    provided.* runtime passes it to the bootstrap as $_HANDLER.
  EOT
  type        = string

  validation {
    condition     = can(regex("^[^[:space:]]{1,128}$", var.handler))
    error_message = "handler must be 1 to 128 characters without spaces: write \"get_movie.handler\"."
  }
}

variable "runtime" {
  description = "Lambda runtime identifier, for example \"python3.13\" (default), \"nodejs22.x\", \"provided.al2023\"."
  type        = string
  default     = "python3.13"
  nullable    = false

  validation {
    condition     = can(regex("^(python3|nodejs|provided|java|dotnet|ruby)[0-9a-z.]*$", var.runtime)) && var.runtime != "provided"
    error_message = "runtime must be an identifier of https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html; for Go and Rust \"provided.al2023\"."
  }
}

variable "architecture" {
  description = "Instruction set: \"arm64\" (default) or \"x86_64\". Packages with native code must be built for it."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be \"arm64\" or \"x86_64\"."
  }
}

variable "memory_size" {
  description = "Memory in MB, 128 to 10240 (Lambda's limit); CPU power grows with it, one vCPU at 1769. Default 256."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size must be a whole number of MB from 128 to 10240."
  }
}

variable "timeout" {
  description = "Seconds until Lambda stops an invocation, 1 to 900 (Lambda's limit). Default 10. Behind API Gateway use less than its 29 s."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "timeout must be a whole number of seconds from 1 to 900."
  }
}

variable "ephemeral_storage" {
  description = "Size of /tmp in MB, 512 (default) to 10240 (Lambda's limit)."
  type        = number
  default     = 512
  nullable    = false

  validation {
    condition     = var.ephemeral_storage >= 512 && var.ephemeral_storage <= 10240 && floor(var.ephemeral_storage) == var.ephemeral_storage
    error_message = "ephemeral_storage must be a whole number of MB from 512 to 10240."
  }
}

variable "layers" {
  description = "ARNs of layer versions, at most 5 (Lambda's limit), in merge order: a later one overwrites files of an earlier one. Default: none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.layers) <= 5
    error_message = "layers must hold at most 5 (Lambda's limit): merge some."
  }

  validation {
    condition     = alltrue([for arn in var.layers : can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:layer:[A-Za-z0-9_-]+:[0-9]+$", arn))])
    error_message = "layers must be ARNs of layer versions, with the number: write aws_lambda_layer_version.….arn."
  }
}

variable "vpc" {
  description = <<-EOT
    Present: the function is attached to these subnets and security groups, and its role may manage the network interfaces. Default:
    no VPC.
  EOT
  type = object({
    subnet_ids         = set(string)
    security_group_ids = set(string)
  })
  default = null

  validation {
    condition     = var.vpc == null ? true : length(var.vpc.subnet_ids) > 0 && length(var.vpc.security_group_ids) > 0
    error_message = "vpc needs at least one subnet and one security group; omit vpc for a function without one."
  }

  validation {
    condition = var.vpc == null ? true : alltrue(concat(
      [for id in var.vpc.subnet_ids : startswith(id, "subnet-")],
      [for id in var.vpc.security_group_ids : startswith(id, "sg-")],
    ))
    error_message = "vpc: write IDs of subnets and security groups: { subnet_ids = [\"subnet-…\"], security_group_ids = [\"sg-…\"] }."
  }
}

variable "tracing" {
  description = <<-EOT
    true: X-Ray samples and traces invocations (mode Active), and the role may write segments. Default false: the caller's sampling
    decision applies (mode PassThrough).
  EOT
  type        = bool
  default     = false
  nullable    = false
}

variable "reserved_concurrency" {
  description = "Reserved concurrency, which is also the function's maximum; 0 stops it. Default: it shares the account's unreserved concurrency."
  type        = number
  default     = null

  validation {
    condition = var.reserved_concurrency == null ? true : (
      var.reserved_concurrency >= 0 && floor(var.reserved_concurrency) == var.reserved_concurrency
    )
    error_message = "reserved_concurrency must be a whole number, 0 or more; omit it for no reservation."
  }
}

variable "provisioned_concurrency" {
  description = <<-EOT
    Instances that are started before requests come, by alias: { live = 5 }. They cost as long as they exist. Set it after the first
    deployment: Lambda can't start the placeholder. Default: none.
  EOT
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for alias in keys(var.provisioned_concurrency) : contains(var.aliases, alias)])
    error_message = "provisioned_concurrency: a key is one of aliases: { live = 5 }."
  }

  validation {
    condition = alltrue([for number in values(var.provisioned_concurrency) : number >= 1 && floor(number) == number]) && (
      var.reserved_concurrency == null ? true : sum(concat([0], values(var.provisioned_concurrency))) <= var.reserved_concurrency
    )
    error_message = "provisioned_concurrency must be whole numbers, 1 or more, and together at most reserved_concurrency."
  }

  validation {
    condition     = length(var.provisioned_concurrency) == 0 || !var.snap_start
    error_message = "provisioned_concurrency excludes snap_start: omit one of them."
  }
}

variable "snap_start" {
  description = "true: published versions use SnapStart. Runtimes: python3.12, java11, dotnet8 and newer. Default false."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition = !var.snap_start || can(regex(
      "^(python3\\.(1[2-9]|[2-9][0-9])|java(1[1-9]|[2-9][0-9])|dotnet([89]|[1-9][0-9]))$", var.runtime
    ))
    error_message = "snap_start requires runtime python3.12, java11, dotnet8 or newer."
  }

  validation {
    condition     = !var.snap_start || var.ephemeral_storage == 512
    error_message = "snap_start supports no more than 512 MB of /tmp: omit ephemeral_storage or snap_start."
  }
}

variable "tags" {
  description = "Tags of the function, its role and its log group. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
