output "alias_arn" {
  description = "ARN of the alias prod."
  value       = module.list_cloud_providers.aliases["prod"].function.alias_arn
}
