variable "name" {
  type    = string
  default = "example-site"
}

module "site" {
  source = "../.."

  name                    = var.name
  content_security_policy = "default-src 'self'; connect-src 'self' https://api.example.com; frame-ancestors 'none'"
}

output "site_url" {
  value = module.site.site_url
}

output "bucket" {
  value = module.site.bucket
}

output "distribution_id" {
  value = module.site.distribution_id
}
