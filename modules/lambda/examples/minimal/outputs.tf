output "alias_arn" {
  description = "ARN of the function's alias."
  value       = module.get_movie.function.alias_arn
}
