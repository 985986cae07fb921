output "repository" {
  description = "Name of the repository."
  value       = module.ecr.name
}
