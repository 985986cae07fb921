output "url" {
  description = "URL of the API's stage."
  value       = module.api.invoke_urls["$default"]
}

output "function_names" {
  description = "Names of the functions: of the route, and of the authorizer."
  value       = { movies = module.movies.name, session = module.session_check.name }
}
