output "alias_arn" {
  description = "ARN of the function's alias."
  value       = module.function.function.alias_arn
}
