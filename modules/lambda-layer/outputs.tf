output "arn" {
  description = "ARN of the version, which module lambda takes: layers = [module.shared_layer.arn]."
  value       = aws_lambda_layer_version.this.arn
}

output "version" {
  description = "Number of the version."
  value       = aws_lambda_layer_version.this.version
}
