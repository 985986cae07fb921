variable "name" {
  description = "Name of the API and the function, and prefix of the role's."
  type        = string
  default     = "example-movies"
}
