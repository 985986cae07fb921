variable "name" {
  description = "Prefix of every name in this example."
  type        = string
  default     = "example-bucket-complete"
}

variable "reader_arn" {
  description = "Role of another account that reads the reports."
  type        = string
  default     = "arn:aws:iam::123456789012:role/reader"
}
