output "name" {
  description = "Name of the secret."
  value       = module.token.name
}

output "function_name" {
  description = "Name of the function that reads it."
  value       = module.payment.name
}
