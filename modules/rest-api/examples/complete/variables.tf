variable "name" {
  description = "Name of the API and the function, and prefix of the role's."
  type        = string
  default     = "example-movies-complete"
}

variable "write_authorization" {
  description = "Who may create, replace and delete movies: AWS_IAM or NONE."
  type        = string
  default     = "AWS_IAM"
}

variable "allow_origins" {
  description = "Origins whose pages may call the API from a browser."
  type        = set(string)
  default     = ["https://www.example.com", "https://admin.example.com"]
}
