output "api_url" {
  description = "URL of the API, to which /algorithms/<id>?version=<version> is appended."
  value       = module.api.invoke_url
}

output "usage_plan_id" {
  description = "ID of the usage plan, for the keys of callers."
  value       = module.api.usage_plan_id
}

output "machine_arn" {
  description = "ARN of the state machine that deletes a package."
  value       = module.delete_package.arn
}

output "table_name" {
  description = "Name of the table of packages."
  value       = module.packages.name
}

output "bucket" {
  description = "Name of the bucket of the packages' files, <id>/<version>.zip."
  value       = module.files.bucket
}
