output "arns" {
  description = "ARN of each alarm, api-errors and api-latency: module service-alarms takes them."
  value       = module.alarms.arns
}
