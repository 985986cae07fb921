output "arns" {
  description = "ARNs of the alarms, by their keys."
  value       = module.alarms.alarm_arns
}
