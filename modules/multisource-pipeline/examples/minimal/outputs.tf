output "name" {
  description = "Name of the pipeline."
  value       = module.frontend.name
}

output "artifact_bucket" {
  description = "Name of the artifact bucket."
  value       = module.frontend.artifact_bucket
}
