output "url" {
  description = "URL of the stage by the domain name, without a trailing slash: https://api.example.com."
  value       = "https://${aws_apigatewayv2_domain_name.this.domain_name}"
  depends_on  = [aws_apigatewayv2_api_mapping.this, aws_route53_record.this]
}

output "target_domain_name" {
  description = "Name that a record of the domain name must lead to, if zone is omitted."
  value       = aws_apigatewayv2_domain_name.this.domain_name_configuration[0].target_domain_name
}

output "hosted_zone_id" {
  description = "Hosted zone of target_domain_name, for an alias record."
  value       = aws_apigatewayv2_domain_name.this.domain_name_configuration[0].hosted_zone_id
}
