
output "%{module}_url" {
  description = "URL of the API %{name}, without a trailing slash."
  value       = module.%{module}.invoke_url
}
