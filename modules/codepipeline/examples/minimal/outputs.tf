output "name" {
  description = "Name of the pipeline."
  value       = module.pipeline.name
}

output "artifact_bucket" {
  description = "Name of the artifact bucket."
  value       = module.pipeline.artifact_bucket
}
