output "url" {
  description = "URL of the movies."
  value       = "${module.api.invoke_urls["$default"]}/movies"
}
