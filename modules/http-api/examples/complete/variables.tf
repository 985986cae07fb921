variable "name" {
  description = "Name of the API and the function, and prefix of the role's."
  type        = string
  default     = "example-http-movies-complete"
}

variable "issuer" {
  description = "The iss of the tokens with which clients may create movies."
  type        = string
  default     = "https://login.example.com"
}

variable "allow_origin" {
  description = "Origin whose pages may call the API from a browser."
  type        = string
  default     = "https://www.example.com"
}
