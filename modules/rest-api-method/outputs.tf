output "id" {
  description = "Id of the method."
  value       = aws_api_gateway_method.this.id
}

output "integration_id" {
  description = "Id of the integration."
  value       = aws_api_gateway_integration.this.id
}

output "fingerprint" {
  description = "SHA-1 of every argument that a deployment takes a snapshot of. Another one means: deploy again (variable methods of module rest-api)."
  value       = sha1(jsonencode(local.snapshot))
  # Whoever deploys because of it does so when there is something to deploy, and something that may be called.
  depends_on = [aws_api_gateway_integration.this, aws_lambda_permission.this]
}
