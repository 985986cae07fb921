output "arn" {
  description = "ARN of the state machine."
  value       = module.machine.arn
}
