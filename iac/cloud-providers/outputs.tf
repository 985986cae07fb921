output "test_api_url" {
  description = "URL of the stage test, without a trailing slash; GET <test_api_url>/providers lists its providers."
  value       = module.api.invoke_urls["test"]
}

output "prod_api_url" {
  description = "URL of the stage prod, without a trailing slash."
  value       = module.api.invoke_urls["prod"]
}

output "test_table_name" {
  description = "Name of the table of the stage test."
  value       = aws_dynamodb_table.providers["test"].name
}

output "prod_table_name" {
  description = "Name of the table of the stage prod."
  value       = aws_dynamodb_table.providers["prod"].name
}

output "domain_urls" {
  description = "URL of each stage that has a domain name, without a trailing slash, by the stage's name."
  value       = module.api.domain_urls
}

output "api_id" {
  description = "ID of the API, for the parameter apiId of the action deploy-api."
  value       = module.api.id
}

output "execution_arn" {
  description = "ARN for execute-api:Invoke in a caller's policy: <execution_arn>/<stage>/<METHOD>/<path>."
  value       = module.api.execution_arn
}
