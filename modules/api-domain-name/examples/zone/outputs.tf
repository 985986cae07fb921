output "url" {
  description = "URL of the stage."
  value       = module.domain_name.url
}
