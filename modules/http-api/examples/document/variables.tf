variable "name" {
  description = "Name of the API, and prefix of the function's name and the role's."
  type        = string
  default     = "example-http-document"
}
