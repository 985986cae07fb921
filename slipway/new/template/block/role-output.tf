
output "api_gateway_role_arn" {
  description = "ARN of the role that API Gateway writes access logs with, once the account setting uses it."
  value       = %{role}
}
