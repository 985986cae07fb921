output "urls" {
  description = "URL of the movies, by stage."
  value       = { for stage, url in module.api.invoke_urls : stage => "${url}/movies" }
}
