output "pipeline" {
  description = "Name of the pipeline."
  value       = module.deployments.name
}

output "projects" {
  description = "Names of the build projects."
  value       = module.deployments.project_names
}
