variable "name" {
  description = "Name of the service, and prefix of every name in this example."
  type        = string
  default     = "example-service"
}
