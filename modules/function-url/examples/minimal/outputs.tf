output "url" {
  description = "URL of the function."
  value       = module.url.url
}

output "function_name" {
  description = "Name of the function with the URL."
  value       = module.hook.name
}

output "client_name" {
  description = "Name of the function that may call the URL."
  value       = module.client.name
}
