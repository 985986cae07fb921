output "url" {
  description = "URL of the function."
  value       = module.url.url
}
