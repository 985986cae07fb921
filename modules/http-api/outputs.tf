output "id" {
  description = "ID of the HTTP API."
  value       = aws_apigatewayv2_api.this.id
}

output "execution_arn" {
  description = "ARN that permissions to call the API begin with: <execution_arn>/<stage>/<METHOD>/<path>."
  value       = aws_apigatewayv2_api.this.execution_arn
}

output "stage_arns" {
  description = "ARN of each stage, by its name."
  value       = { for name, stage in aws_apigatewayv2_stage.this : name => stage.arn }
}

output "invoke_urls" {
  description = "URL of each stage by its name, without trailing slash: https://<id>.execute-api.<region>.amazonaws.com/<stage>."
  value       = { for name, stage in aws_apigatewayv2_stage.this : name => trimsuffix(stage.invoke_url, "/") }
}

output "domain_urls" {
  description = "URL of each stage that has a domain name, without trailing slash, by the stage's name."
  value       = { for name, domain in module.domain_name : name => domain.url }
}

output "access_log_group_name" {
  description = "Name of the access log group."
  value       = aws_cloudwatch_log_group.access.name
}

output "alarm_arns" {
  description = "ARNs of the stages' alarms by their names: module service-alarms takes them."
  value       = merge([for stage in values(module.alarms) : stage.alarm_arns]...)
}
