# What the workflows need in an account: an operator applies it (README). The values are examples.

terraform {
  required_version = ">= 1.10"
}

module "bootstrap" {
  source = "%{repository}//iac/bootstrap%{ref}"

  name                    = "%{name}"
  region                  = "%{region}"
  environments            = ["dev"]
  github_subject_prefixes = ["repo:example/%{name}"]
  budget                  = { emails = ["owner@example.com"] }
}

output "bootstrap" {
  description = "Outputs of the module: the roles, the boundaries and the buckets."
  value       = module.bootstrap
}

output "state_bucket" {
  description = "Name of the bucket of Terraform's states."
  value       = module.bootstrap.state_bucket
}
