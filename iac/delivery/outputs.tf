output "pipeline_name" {
  description = "Name of the pipeline: released_by of iac/cloud-providers."
  value       = module.pipeline.name
}

output "connection_arn" {
  description = "ARN of the CodeConnections connection, which someone must authorize once in the console."
  value       = local.connection_arn
}

output "site_urls" {
  description = "URL of the site of each stage, without a trailing slash; empty without a site."
  value       = { for stage, site in module.site : stage => site.site_url }
}
