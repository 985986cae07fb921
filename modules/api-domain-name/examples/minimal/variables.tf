variable "name" {
  description = "Name of the API, and part of the domain name."
  type        = string
  default     = "example-domain-minimal"
}
