variable "name" {
  description = "Name of the site: the bucket is <name>- and 26 characters that Terraform appends, the CloudFront resources <name> or <name>-<what>. 1 to 36 of a-z 0-9 - (S3's limit)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,35}$", var.name))
    error_message = "name must be 1 to 36 of a-z 0-9 -, for example \"dev-movies-site\"."
  }
}

variable "domain" {
  description = <<-EOT
    Present: the site answers to these names too; pointing them at the distribution (outputs domain_name, hosted_zone_id) is the caller's.
    - names: the first is the one in site_url.
    - certificate_arn: ACM certificate of all of them, in us-east-1 (CloudFront takes no other).
    Default: CloudFront's own name and certificate, whose TLS floor CloudFront sets at TLSv1.
  EOT
  type = object({
    names           = list(string)
    certificate_arn = string
  })
  default = null

  validation {
    condition     = var.domain == null ? true : length(var.domain.names) > 0
    error_message = "domain.names needs at least one name; for CloudFront's own leave domain out."
  }

  validation {
    condition     = var.domain == null ? true : can(regex("^arn:[^:]+:acm:us-east-1:", var.domain.certificate_arn))
    error_message = "domain.certificate_arn must be an ACM certificate of us-east-1: CloudFront takes no other region's."
  }
}

variable "pages" {
  description = <<-EOT
    - index: object that answers for the root. Default "index.html".
    - not_found: object that answers, with status 404, for what isn't there. Default "404.html".
  EOT
  type = object({
    index     = optional(string, "index.html")
    not_found = optional(string, "404.html")
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for page in values(var.pages) : !startswith(page, "/") && page != ""])
    error_message = "pages: an object's key without a leading slash, for example \"404.html\"."
  }
}

variable "immutable_paths" {
  description = "Path patterns whose objects never change under their name (content-hashed assets): browsers keep them a year. All else a browser asks for again each time (no-cache), and gets 304 while it is the same; CloudFront keeps it a day or until whoever deploys invalidates it. Default [\"assets/*\"]."
  type        = list(string)
  default     = ["assets/*"]
  nullable    = false

  validation {
    condition     = alltrue([for path in var.immutable_paths : !contains(["*", "/*", ""], path)])
    error_message = "immutable_paths: never \"*\": the index page must stay changeable. Write the folder of the hashed files, for example \"assets/*\"."
  }
}

variable "content_security_policy" {
  description = "The Content-Security-Policy of every answer. Default: scripts, styles, images, fonts and connections of the site itself only. For an API elsewhere add its origin to connect-src."
  type        = string
  default     = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
  nullable    = false

  validation {
    condition     = strcontains(var.content_security_policy, "default-src ")
    error_message = "content_security_policy must have a default-src: what no other directive names is open without one."
  }
}

variable "price_class" {
  description = "Where CloudFront answers from: \"PriceClass_100\" (default: North America, Europe, Israel), \"PriceClass_200\" or \"PriceClass_All\"."
  type        = string
  default     = "PriceClass_100"
  nullable    = false

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "price_class must be \"PriceClass_100\", \"PriceClass_200\" or \"PriceClass_All\"."
  }
}

variable "access_log" {
  description = <<-EOT
    Present: CloudFront writes an access log.
    - bucket_domain_name: <bucket>.s3.amazonaws.com of a bucket that takes ACLs (CloudFront's requirement).
    - prefix: of the log's objects. Default: none.
  EOT
  type = object({
    bucket_domain_name = string
    prefix             = optional(string)
  })
  default = null

  validation {
    condition     = var.access_log == null ? true : endswith(var.access_log.bucket_domain_name, ".amazonaws.com")
    error_message = "access_log.bucket_domain_name is a bucket's domain name, as aws_s3_bucket.….bucket_domain_name has it."
  }
}

variable "noncurrent_version_days" {
  description = "Days that a replaced or deleted object is kept, to go back to: 1 or more. Default 30."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.noncurrent_version_days >= 1 && floor(var.noncurrent_version_days) == var.noncurrent_version_days
    error_message = "noncurrent_version_days must be a whole number of days, 1 or more."
  }
}

variable "force_destroy" {
  description = "true: destroying the site deletes what is in its bucket too. Default false: a bucket with objects is refused."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of the bucket and the distribution. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
