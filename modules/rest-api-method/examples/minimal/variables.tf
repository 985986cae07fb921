variable "name" {
  description = "Name of the API and the function."
  type        = string
  default     = "example-method"
}
