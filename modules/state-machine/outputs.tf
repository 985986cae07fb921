output "arn" {
  description = "ARN of the state machine."
  value       = aws_sfn_state_machine.this.arn
}

output "name" {
  description = "Name of the state machine."
  value       = aws_sfn_state_machine.this.name
}

output "role_arn" {
  description = "ARN of the machine's role."
  value       = aws_iam_role.this.arn
}

output "alarm_arns" {
  description = "ARNs of the alarms, by <name>-<alarm>: module service-alarms takes them."
  value       = { for key, arn in module.alarms.arns : "${var.name}-${key}" => arn }
}
