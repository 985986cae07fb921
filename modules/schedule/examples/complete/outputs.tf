output "function_name" {
  description = "Name of the function that the schedule invokes."
  value       = module.report.name
}

output "schedule_name" {
  description = "Name of the schedule."
  value       = module.hourly_report.name
}
