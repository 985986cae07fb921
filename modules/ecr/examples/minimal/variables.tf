variable "name" {
  description = "Name of the repository in this example."
  type        = string
  default     = "example-ecr"
}
