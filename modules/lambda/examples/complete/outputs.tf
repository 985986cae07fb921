output "alias_arn" {
  description = "ARN of the function's alias."
  value       = module.import_movies.function.alias_arn
}
