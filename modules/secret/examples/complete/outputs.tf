output "name" {
  description = "Name of the secret."
  value       = module.token.name
}

output "function_name" {
  description = "Name of the function that reads it."
  value       = module.payment.name
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts it."
  value       = aws_kms_key.this.arn
}
