variable "name" {
  description = "Prefix of every name in this example."
  type        = string
  default     = "example-movie-events"
}
