output "uuid" {
  description = "ID of the event source mapping."
  value       = module.movies.uuid
}
