variable "name" {
  description = "The domain name: api.example.com."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+$", var.name)) && length(var.name) <= 253
    error_message = "domain: name must be a domain name in lower case: \"api.example.com\"."
  }
}

variable "zone" {
  description = <<-EOT
    Present: Route 53 gets the records of the name, and those that validate the certificate. Default: they are the caller's.
    - id: ID of the hosted zone.
  EOT
  type = object({
    id = string
  })
  default = null

  validation {
    condition     = var.zone == null ? true : can(regex("^[A-Z0-9]{1,32}$", var.zone.id))
    error_message = "domain: zone.id must be the ID of a hosted zone: write zone = { id = aws_route53_zone.….zone_id }, or omit zone."
  }

  validation {
    condition     = var.zone != null || var.certificate != null
    error_message = "domain: without zone a certificate can't be validated: give certificate, or zone."
  }
}

variable "certificate" {
  description = <<-EOT
    Present: the certificate for the name. Default: one is created, and validated in the zone.
    - arn: ARN of an ACM certificate in the region of the API.
  EOT
  type = object({
    arn = string
  })
  default = null

  validation {
    condition     = var.certificate == null ? true : can(regex("^arn:[^:]+:acm:[^:]+:[0-9]{12}:certificate/[A-Za-z0-9-]{1,64}$", var.certificate.arn))
    error_message = "domain: certificate.arn must be the ARN of an ACM certificate: write { arn = aws_acm_certificate.….arn }, or omit certificate."
  }
}

variable "api_id" {
  description = "ID of the HTTP API or REST API."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]{1,64}$", var.api_id))
    error_message = "api_id must be the ID of an API: write module.api.id."
  }
}

variable "stage_name" {
  description = "Stage of the API that the name leads to."
  type        = string

  validation {
    condition     = can(regex("^(\\$default|[A-Za-z0-9_-]{1,128})$", var.stage_name))
    error_message = "stage_name must be 1 to 128 of A-Z a-z 0-9 _ -, or \"$default\"."
  }
}

variable "tags" {
  description = "Tags of the domain name and the certificate. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
