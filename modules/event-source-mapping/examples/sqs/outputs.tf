output "uuid" {
  description = "ID of the event source mapping."
  value       = module.movie_events.uuid
}
