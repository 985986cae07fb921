output "id" {
  description = "ID of the authorizer."
  value       = local.id
}

output "authorization" {
  description = "What a method of module rest-api or rest-api-method takes: authorization = module.session.authorization."
  value       = { type = var.function == null ? "COGNITO_USER_POOLS" : "CUSTOM", authorizer_id = local.id }
}
