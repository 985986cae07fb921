output "api_url" {
  description = "URL of the API, without a trailing slash."
  value       = module.api.invoke_url
}
