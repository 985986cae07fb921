variable "name" {
  description = "Name of the function, of its role and of its log group (/aws/lambda/<name>): 1 to 64 of A-Z a-z 0-9 - _ (Lambda's and IAM's limit). Roles are unique in an account: put the region into the name of a function that is deployed to several."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must be 1 to 64 of A-Z a-z 0-9 - _, for example \"dev-get-movie\"."
  }
}

variable "description" {
  description = "What the function does, for the console: up to 256 characters. Default: none."
  type        = string
  default     = null
}

variable "handler" {
  description = "Entry point that the deployed code has, as its runtime writes it: \"get_movie.handler\" (Python), \"index.handler\" (Node.js). provided.* hands it to the bootstrap as $_HANDLER."
  type        = string
}

variable "runtime" {
  description = "Lambda runtime identifier, for example \"python3.13\" (default), \"nodejs22.x\", \"provided.al2023\"."
  type        = string
  default     = "python3.13"
  nullable    = false

  validation {
    condition     = can(regex("^(python3|nodejs|provided|java|dotnet|ruby)[0-9a-z.]*$", var.runtime)) && var.runtime != "provided"
    error_message = "runtime must be an identifier of https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html; for Go and Rust write \"provided.al2023\"."
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
  description = "Memory in MB, 128 to 10240 (Lambda's limit); CPU grows with it, one vCPU at 1769. Default 256."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size is in MB: a whole number from 128 to 10240."
  }
}

variable "timeout" {
  description = "Seconds until Lambda ends an invocation, 1 to 900 (Lambda's limit). Default 10. Behind an API Gateway give less than its 29 s."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "timeout is in seconds: a whole number from 1 to 900."
  }
}

variable "ephemeral_storage" {
  description = "Size of /tmp in MB, 512 (default) to 10240 (Lambda's limit)."
  type        = number
  default     = 512
  nullable    = false

  validation {
    condition     = var.ephemeral_storage >= 512 && var.ephemeral_storage <= 10240 && floor(var.ephemeral_storage) == var.ephemeral_storage
    error_message = "ephemeral_storage is in MB: a whole number from 512 to 10240."
  }
}

variable "layers" {
  description = "ARNs of layer versions, at most 5 (Lambda's limit), in the order in which they are laid over each other. Default: none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.layers) <= 5
    error_message = "layers: a function takes at most 5; merge some."
  }
}

variable "vpc" {
  description = "Present: the function runs in these subnets with these security groups, and its role may manage the network interfaces. Default: outside of any VPC."
  type = object({
    subnet_ids         = set(string)
    security_group_ids = set(string)
  })
  default = null

  validation {
    condition     = var.vpc == null ? true : length(var.vpc.subnet_ids) > 0 && length(var.vpc.security_group_ids) > 0
    error_message = "vpc needs at least one subnet and one security group; for a function outside of any VPC leave vpc out."
  }
}

variable "tracing" {
  description = "true: X-Ray samples and traces invocations (mode Active), and the role may write segments. Default false: follows the caller's decision (mode PassThrough)."
  type        = bool
  default     = false
  nullable    = false
}

variable "reserved_concurrency" {
  description = "Invocations at the same time that are kept for this function and cap it; 0 stops it. Default null: shares the account's unreserved ones."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null ? true : var.reserved_concurrency >= 0 && floor(var.reserved_concurrency) == var.reserved_concurrency
    error_message = "reserved_concurrency must be a whole number, 0 or more; for no reservation leave it out."
  }
}

variable "snap_start" {
  description = "true: published versions start from a snapshot of the initialised function. Runtimes: python3.12, java11, dotnet8 and newer. Default false."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.snap_start || can(regex("^(python3\\.(1[2-9]|[2-9][0-9])|java(1[1-9]|[2-9][0-9])|dotnet([89]|[1-9][0-9]))$", var.runtime))
    error_message = "snap_start needs runtime python3.12, java11, dotnet8 or newer; the runtime here has no SnapStart."
  }

  validation {
    condition     = !var.snap_start || var.ephemeral_storage == 512
    error_message = "snap_start takes no more than 512 MB of /tmp (https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html): leave ephemeral_storage out, or snap_start."
  }
}

variable "tags" {
  description = "Tags of the function, its role and its log group. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
