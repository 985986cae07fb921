variable "name" {
  description = "Prefix of every name in this example."
  type        = string
  default     = "example-delete-package"
}

variable "deletion_protection" {
  description = "false: the table and the bucket can be deleted with what they hold. Default true."
  type        = bool
  default     = true
}

variable "waits" {
  description = <<-EOT
    How long the machine waits for the withdrawal: first_seconds before the first look, then twice as long each time, at most 300 s;
    attempts: looks until it gives up. Default: 5 s and 15, which is about an hour.
  EOT
  type = object({
    first_seconds = optional(number, 5)
    attempts      = optional(number, 15)
  })
  default = {}
}
