variable "name" {
  description = "Name of the API and the user pool, and prefix of the functions'."
  type        = string
  default     = "example-authorization"
}
