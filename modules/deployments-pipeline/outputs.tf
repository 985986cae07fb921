output "name" {
  description = "Name of the pipeline."
  value       = module.pipeline.name
}

output "arn" {
  description = "ARN of the pipeline."
  value       = module.pipeline.arn
}

output "artifact_bucket" {
  description = "Name of the bucket that holds the plans, which contain values of the state."
  value       = module.pipeline.artifact_bucket
}

output "project_names" {
  description = "Names of the build projects: plan and apply."
  value       = { for key, build in module.build : key => build.name }
}

output "role_arns" {
  description = "ARNs of the roles of the builds: plan and apply."
  value       = { for key, build in module.build : key => build.role_arn }
}

output "alarm_arns" {
  description = "ARN of the alarm by its name, <name>-failed: module service-alarms takes it."
  value       = module.pipeline.alarm_arns
}
