output "url" {
  description = "URL of the API's stage."
  value       = module.api.invoke_url
}

output "function_names" {
  description = "Names of the functions: of the routes, and of the authorizers."
  value       = { movies = module.movies.name, session = module.session_check.name }
}

output "user_pool_id" {
  description = "ID of the user pool."
  value       = aws_cognito_user_pool.users.id
}
