output "name" {
  description = "Name of the pipeline."
  value       = module.pipeline.name
}

output "arn" {
  description = "ARN of the pipeline."
  value       = module.pipeline.arn
}

output "role_arn" {
  description = "ARN of the pipeline's role."
  value       = module.pipeline.role_arn
}

output "artifact_bucket" {
  description = "Name of the bucket that holds the artifacts."
  value       = module.pipeline.artifact_bucket
}

output "artifact_bucket_arn" {
  description = "ARN of the bucket that holds the artifacts."
  value       = module.pipeline.artifact_bucket_arn
}

output "event_rule_arns" {
  description = "ARNs of the EventBridge rules that start the pipeline, by the key of objects."
  value       = module.pipeline.event_rule_arns
}

output "project_name" {
  description = "Name of the build project."
  value       = module.build.name
}

output "build_role_arn" {
  description = "ARN of the build's role."
  value       = module.build.role_arn
}

output "build_log_group_name" {
  description = "Name of the build's log group."
  value       = module.build.log_group_name
}

output "alarm_arns" {
  description = "ARN of the alarm by its name, <name>-failed: module service-alarms takes it."
  value       = module.pipeline.alarm_arns
}
