output "id" {
  description = "ID of the REST API."
  value       = aws_api_gateway_rest_api.this.id
}

output "root_resource_id" {
  description = "ID of the resource \"/\"."
  value       = aws_api_gateway_rest_api.this.root_resource_id
}

output "execution_arn" {
  description = "ARN that permissions to call the API begin with: <execution_arn>/<stage>/<METHOD>/<path>."
  value       = aws_api_gateway_rest_api.this.execution_arn
}

output "resources" {
  description = "What module rest-api-method takes as resource, by path: { \"/movies\" = { rest_api_id, execution_arn, id, path } }."
  value       = local.resources
}

output "request_validator_id" {
  description = "ID of the validator of bodies and parameters, for the methods' request.validator_id."
  value       = aws_api_gateway_request_validator.this.id
}

output "models" {
  description = "Names of the models, by the key they have in the variable models; a method that uses one is created after it."
  value       = { for key, model in aws_api_gateway_model.this : key => model.name }
}

output "stage_name" {
  description = "Name of the stage."
  value       = aws_api_gateway_stage.this.stage_name
}

output "stage_arn" {
  description = "ARN of the stage, for a WAF or a usage plan."
  value       = aws_api_gateway_stage.this.arn
}

output "invoke_url" {
  description = "URL of the stage, without trailing slash: https://<id>.execute-api.<region>.amazonaws.com/<stage>."
  value       = aws_api_gateway_stage.this.invoke_url
}

output "usage_plan_id" {
  description = "ID of the usage plan, for its keys; null without one."
  value       = one(aws_api_gateway_usage_plan.this[*].id)
}

output "domain_url" {
  description = "URL of the stage by its domain name, without trailing slash; null without one."
  value       = one(module.domain_name[*].url)
}

output "access_log_group_name" {
  description = "Name of the access log group."
  value       = aws_cloudwatch_log_group.access.name
}

output "alarm_arns" {
  description = "ARNs of the stage's alarms by their names: module service-alarms takes them."
  value       = module.alarms.alarm_arns
}
