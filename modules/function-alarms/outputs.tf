output "alarm_arns" {
  description = "ARNs of the alarms by their names: module service-alarms takes them."
  value       = module.alarms.alarm_arns
}

output "names" {
  description = "Name of each alarm, by its key."
  value       = module.alarms.names
}
