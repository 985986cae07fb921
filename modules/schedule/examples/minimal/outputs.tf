output "arn" {
  description = "ARN of the schedule."
  value       = module.nightly_report.arn
}
