output "site_url" {
  description = "URL of the site."
  value       = module.site.site_url
}

output "bucket" {
  description = "Name of the bucket."
  value       = module.site.bucket
}
