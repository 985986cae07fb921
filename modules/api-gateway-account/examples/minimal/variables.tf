variable "name" {
  description = "Name of the role."
  type        = string
  default     = "example-api-gateway-logs"
}
