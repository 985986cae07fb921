output "name" {
  description = "Name of the pipeline."
  value       = aws_codepipeline.this.name
}

output "arn" {
  description = "ARN of the pipeline, for event patterns and policies."
  value       = aws_codepipeline.this.arn
}

output "role_name" {
  description = "Name of the pipeline's role."
  value       = reverse(split("/", aws_iam_role.this.arn))[0] # unknown when the role is replaced, as its policies have to be
}

output "role_arn" {
  description = "ARN of the pipeline's role."
  value       = aws_iam_role.this.arn
}

# Known before the pipeline exists: a build project's role names the bucket, and the pipeline names the project.
output "artifact_bucket" {
  description = "Name of the bucket that holds the artifacts."
  value       = module.artifacts.bucket
}

output "artifact_bucket_arn" {
  description = "ARN of the bucket that holds the artifacts, for the role of a build project (module codebuild: artifacts.bucket_arn)."
  value       = module.artifacts.arn
}

output "event_rule_arns" {
  description = "ARNs of the EventBridge rules that start the pipeline, by the source's key."
  value       = { for key, rule in aws_cloudwatch_event_rule.source : key => rule.arn }
}

output "alarm_arns" {
  description = "ARN of the alarm by its name, <name>-failed: module service-alarms takes it."
  value       = { for alarm in aws_cloudwatch_metric_alarm.failed : alarm.alarm_name => alarm.arn }
}
