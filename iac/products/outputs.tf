output "api_url" {
  description = "URL of the API's stage, without a trailing slash; GET <api_url>/products/1 reads a product."
  value       = module.api.invoke_url
}

output "usage_plan_id" {
  description = "ID of the usage plan, for the keys of the clients."
  value       = module.api.usage_plan_id
}

output "table_name" {
  description = "Name of the products table."
  value       = aws_dynamodb_table.products.name
}
