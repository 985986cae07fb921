variable "name" {
  description = <<-EOT
    Name of the site. The bucket is named <name>- followed by 26 characters that Terraform appends; the CloudFront resources
    <name> or <name>-<purpose>. 1 to 36 of a-z 0-9 - (S3's limit).
  EOT
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,35}$", var.name))
    error_message = "name must be 1 to 36 of a-z 0-9 -, for example \"dev-movies-site\"."
  }
}

variable "domain" {
  description = <<-EOT
    Present: the site has these domain names too.
    - names: the first is used in site_url.
    - certificate_arn: ACM certificate for all of them, in us-east-1 (CloudFront's requirement).
    - zone: { id } of the Route 53 hosted zone that gets their records. Default: the records, to output domain_name, are the caller's.
    Default: CloudFront's own name and certificate, with which CloudFront sets the minimum TLS version at TLSv1.
  EOT
  type = object({
    names           = list(string)
    certificate_arn = string
    zone            = optional(object({ id = string }))
  })
  default = null

  validation {
    condition     = try(var.domain.zone, null) == null ? true : can(regex("^[A-Z0-9]{1,32}$", var.domain.zone.id))
    error_message = "domain.zone.id must be the ID of a hosted zone: write zone = { id = aws_route53_zone.….zone_id }, or omit zone."
  }

  validation {
    condition     = var.domain == null ? true : length(var.domain.names) > 0
    error_message = "domain.names needs at least one name; omit domain to use CloudFront's own."
  }

  validation {
    condition     = var.domain == null ? true : can(regex("^arn:[^:]+:acm:us-east-1:", var.domain.certificate_arn))
    error_message = "domain.certificate_arn must be an ACM certificate in us-east-1: CloudFront accepts no other region."
  }

  validation {
    condition     = var.domain == null ? true : alltrue([for name in var.domain.names : can(regex("^(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)+$", name))])
    error_message = "domain.names must be domain names in lower case: [\"movies.example.com\"]."
  }
}

variable "pages" {
  description = <<-EOT
    - index: object that is returned for the root. Default "index.html".
    - not_found: object that is returned, with status 404, for a path that doesn't exist. Default "404.html".
    - folders: whether /about/ is the object about/<index>, and /about redirects to it. Default false: only the root has an index page.
    - single_page: whether a path whose last part has no dot is the index page, which shows what belongs to the path. Default false.
  EOT
  type = object({
    index       = optional(string, "index.html")
    not_found   = optional(string, "404.html")
    folders     = optional(bool, false)
    single_page = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = !var.pages.folders || !var.pages.single_page
    error_message = "pages: folders and single_page exclude each other: a path is an index page of its folder, or of the site."
  }

  validation {
    condition     = !(var.pages.folders || var.pages.single_page) || can(regex("^[A-Za-z0-9._-]+$", var.pages.index))
    error_message = "pages: with folders or single_page, index must be a file name of A-Z a-z 0-9 . _ -: \"index.html\"."
  }

  validation {
    condition     = alltrue([for page in [var.pages.index, var.pages.not_found] : can(regex("^[^/].{0,254}$", page))])
    error_message = "pages: an object's key of 1 to 255 characters without a leading slash, for example \"404.html\"."
  }
}

variable "immutable_paths" {
  description = <<-EOT
    Path patterns of objects that never change (content-hashed assets): browsers cache them for a year. Any other object is
    revalidated by browsers each time (no-cache, 304 if unchanged); CloudFront caches it for a day or until it is invalidated.
    Default ["assets/*"].
  EOT
  type        = list(string)
  default     = ["assets/*"]
  nullable    = false

  validation {
    condition     = alltrue([for path in var.immutable_paths : !contains(["*", "/*"], path) && can(regex("^[^[:space:]]{1,255}$", path))])
    error_message = "immutable_paths are patterns of 1 to 255 characters, not \"*\", as the index page changes: write the folder of hashed files, \"assets/*\"."
  }
}

variable "connect_origins" {
  description = "Origins that pages may call in addition to the site's own, e.g. [\"https://api.example.com\"] for an API."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for each in var.connect_origins : can(regex("^https?://[a-z0-9.-]+(:[0-9]+)?$", each))])
    error_message = "connect_origins are origins without a path: write \"https://api.example.com\"."
  }
}

variable "content_security_policy" {
  description = <<-EOT
    The Content-Security-Policy of every response. Default: scripts, styles, images and fonts of the site itself only, and
    connections to it and to connect_origins.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.content_security_policy == null || length(var.connect_origins) == 0
    error_message = "content_security_policy replaces the default: write the connect_origins into its connect-src."
  }

  validation {
    condition     = var.content_security_policy == null ? true : strcontains(var.content_security_policy, "default-src ")
    error_message = "content_security_policy must have a default-src: without one, anything that no other directive names is allowed."
  }
}

variable "permissions_policy" {
  description = <<-EOT
    The Permissions-Policy of every response. Default: neither the site nor a page that it embeds may use the camera, the microphone, the
    location and other powerful features of the browser. To allow one for the site: "camera=(self), microphone=()".
  EOT
  type        = string
  default     = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
  nullable    = false

  validation {
    condition     = length(var.permissions_policy) <= 1783 && can(regex("^[a-z-]+=[^,]+(, *[a-z-]+=[^,]+)*$", var.permissions_policy))
    error_message = "permissions_policy is a list of features, at most 1783 characters: write \"camera=(), geolocation=(self)\"."
  }
}

variable "price_class" {
  description = <<-EOT
    CloudFront's edge locations: "PriceClass_100" (default: North America, Europe, Israel), "PriceClass_200" or "PriceClass_All".
  EOT
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
    Present: CloudFront writes access logs. Default: none.
    - bucket_domain_name: <bucket>.s3.amazonaws.com of a bucket with ACLs enabled (CloudFront's requirement).
    - prefix: prefix of the log objects' keys. Default: none.
  EOT
  type = object({
    bucket_domain_name = string
    prefix             = optional(string)
  })
  default = null

  validation {
    condition     = var.access_log == null ? true : endswith(var.access_log.bucket_domain_name, ".amazonaws.com")
    error_message = "access_log.bucket_domain_name must be a bucket's domain name: aws_s3_bucket.….bucket_domain_name."
  }

  validation {
    condition     = try(var.access_log.prefix, null) == null ? true : can(regex("^[^/].{0,255}$", var.access_log.prefix))
    error_message = "access_log.prefix has 1 to 256 characters without a leading slash (CloudFront's limit): write \"site/\", or omit it."
  }
}

variable "noncurrent_version_days" {
  description = "Days until the old version of a replaced or deleted object is removed, 1 or more. Default 30."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.noncurrent_version_days >= 1 && floor(var.noncurrent_version_days) == var.noncurrent_version_days
    error_message = "noncurrent_version_days must be a whole number of days, 1 or more."
  }
}

variable "force_destroy" {
  description = <<-EOT
    true: destroying the site also deletes the objects in its bucket. Default false: a bucket that has objects isn't destroyed.
  EOT
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of the bucket and the distribution. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.tags : can(regex("^.{1,128}$", key)) && !startswith(key, "aws:") && length(value) <= 256])
    error_message = "tags: a key has 1 to 128 characters and doesn't begin with aws:, and a value has at most 256."
  }
}
