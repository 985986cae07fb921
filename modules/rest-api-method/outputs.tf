output "id" {
  description = "ID of the method."
  value       = aws_api_gateway_method.this.id
}

output "integration_id" {
  description = "ID of the integration."
  value       = aws_api_gateway_integration.this.id
}

output "fingerprint" {
  description = "SHA-1 of every argument that a deployment is a snapshot of, for its triggers: when it changes, deploy again."
  value       = sha1(jsonencode(local.snapshot))
  # A deployment refuses a method without integration, and its first requests fail without the permission.
  depends_on = [aws_api_gateway_integration.this, aws_api_gateway_integration_response.this, aws_lambda_permission.this]
}
