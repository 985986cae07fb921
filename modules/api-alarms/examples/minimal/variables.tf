variable "name" {
  description = "Name of the API."
  type        = string
  default     = "example-api"
}
