# A build that is started through these outputs finds the role complete.

output "name" {
  description = "Name of the project."
  value       = aws_codebuild_project.this.name
  depends_on  = [aws_iam_role_policy.this]
}

output "arn" {
  description = "ARN of the project, for a pipeline action (module codepipeline: codebuild.project_arn)."
  value       = aws_codebuild_project.this.arn
  depends_on  = [aws_iam_role_policy.this]
}

output "role_name" {
  description = "Name of the project's role."
  value       = local.role_name
}

output "role_arn" {
  description = "ARN of the project's role."
  value       = local.role_arn
}

output "log_group_name" {
  description = "Name of the log group of the builds."
  value       = aws_cloudwatch_log_group.this.name
}
