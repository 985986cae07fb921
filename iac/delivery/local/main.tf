# What the pipeline needs of iac/bootstrap, on the local AWS: the roles of its builds, and the bucket for the state that they apply. On
# AWS an operator applies iac/bootstrap, which has no backend for its own state.

terraform {
  required_version = ">= 1.10"

  backend "s3" {}
}

variable "region" {
  description = "AWS region, as of iac/bootstrap."
  type        = string
}

variable "environment" {
  description = "Environment of the pipeline."
  type        = string
}

variable "repository" {
  description = "GitHub repository that the pipeline delivers: owner/name."
  type        = string
}

module "bootstrap" {
  source = "../../bootstrap"

  region                  = var.region
  github_subject_prefixes = ["repo:${var.repository}"]
  environments            = [var.environment]
  build_environments      = [var.environment]
  budget                  = { emails = ["owner@example.com"] }
}

output "plan_role_arn" {
  description = "ARN of the role of the build that plans."
  value       = module.bootstrap.build_plan_role_arns[var.environment]
}

output "apply_role_arn" {
  description = "ARN of the role of the build that applies."
  value       = module.bootstrap.build_apply_role_arns[var.environment]
}
