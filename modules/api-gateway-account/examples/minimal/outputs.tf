output "role_arn" {
  description = "ARN of the role that API Gateway writes logs with."
  value       = module.api_gateway_account.role_arn
}
