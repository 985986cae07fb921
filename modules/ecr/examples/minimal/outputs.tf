output "url" {
  description = "URL of the repository."
  value       = module.ecr.url
}
