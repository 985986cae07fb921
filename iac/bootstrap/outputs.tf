output "state_bucket" {
  description = "Name of the bucket for Terraform states: bucket in every stack's backend configuration."
  value       = aws_s3_bucket.state.bucket
}

output "artifacts_bucket" {
  description = "Name of the bucket for zips over 50 MB: artifacts_bucket in slipway.toml."
  value       = aws_s3_bucket.artifacts.bucket
}

output "plan_role_arns" {
  description = "ARNs of the roles that plan the stacks, by environment."
  value       = { for environment, role in aws_iam_role.plan : environment => role.arn }
}

output "apply_role_arns" {
  description = "ARNs of the roles that apply the stacks, by environment."
  value       = { for environment, role in aws_iam_role.apply : environment => role.arn }
}

output "build_plan_role_arns" {
  description = "ARNs of the roles of the builds that plan stacks in AWS, by environment: plan_role_arn of iac/delivery."
  value       = { for environment in var.build_environments : environment => aws_iam_role.build["plan-${environment}"].arn }
}

output "build_apply_role_arns" {
  description = "ARNs of the roles of the builds that apply stacks in AWS, by environment: apply_role_arn of iac/delivery."
  value       = { for environment in var.build_environments : environment => aws_iam_role.build["apply-${environment}"].arn }
}

output "deploy_role_arns" {
  description = "ARNs of the roles that deploy the functions, by environment."
  value       = { for environment, role in aws_iam_role.deploy : environment => role.arn }
}

output "permissions_boundary_arns" {
  description = "ARNs of the policies that bound every role of an environment, by environment: permissions_boundary of its stacks."
  value       = { for environment, policy in aws_iam_policy.boundary : environment => policy.arn }
}

output "role_paths" {
  description = "Paths of the roles that an environment's stacks create, by environment: role_path of its stacks."
  value       = local.role_paths
}

output "oidc_provider_arn" {
  description = "ARN of the account's OIDC provider for GitHub Actions."
  value       = local.provider_arn
}

output "alarm_topic_arns" {
  description = "ARNs of the topics for alarms, by environment: alarm_actions of its stacks."
  value       = { for environment, topic in aws_sns_topic.alarms : environment => topic.arn }
}
