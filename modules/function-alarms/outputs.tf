output "arns" {
  description = "ARN of each alarm, by its key: module service-alarms takes them."
  value       = module.alarms.arns
}

output "names" {
  description = "Name of each alarm, by its key."
  value       = module.alarms.names
}
