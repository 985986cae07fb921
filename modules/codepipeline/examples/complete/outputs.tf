output "name" {
  description = "Name of the pipeline."
  value       = module.pipeline.name
}

output "event_rule_arns" {
  description = "ARNs of the event rules, by source."
  value       = module.pipeline.event_rule_arns
}
