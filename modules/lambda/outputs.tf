# Depends on nothing, so that a route of rest-api with this name doesn't either. Not an attribute of the function:
# Terraform would create a new function before it deletes the old one, for the sake of the API's deployment.
output "name" {
  description = "Name of the function, known before the function exists: function_name of a route in module rest-api."
  value       = var.name
}

# A user of the function waits until its role is complete: without the grants a first invocation fails.

output "function" {
  description = <<-EOT
    The function with its alias `live`, or its only alias, for modules that take one: `function = module.get_movie`. Null if there are
    several aliases without `live`: then use the output aliases.
    - name, arn: name and ARN of the function, without a version.
    - alias_name, alias_arn: name and ARN of the alias; invoke this one.
    - invoke_arn: ARN of the alias for an API Gateway integration.
    - role_name, role_arn: name and ARN of the execution role.
    - log_group_name: /aws/lambda/<name>.
  EOT
  value       = contains(var.aliases, local.default_alias) ? local.functions[local.default_alias] : null
}

output "aliases" {
  description = <<-EOT
    By alias, { function }, with `function` as above: `function = module.get_movie.aliases["test"]` has a module use this alias.
  EOT
  value       = { for name, function in local.functions : name => { function = function } }
}

output "alarm_arns" {
  description = "ARNs of the function's alarms by their names: module service-alarms takes them."
  value       = merge(module.alarms[*].alarm_arns...)
}
