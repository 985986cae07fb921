output "image" {
  description = "The image, for builds that run Terraform or Terragrunt."
  value       = module.image.image
}

output "project" {
  description = "Name of the build project."
  value       = module.image.project_name
}
