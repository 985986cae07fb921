output "name" {
  description = "Name of the composite alarm."
  value       = module.alarms.name
}
