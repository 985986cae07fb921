
output "%{module}_url" {
  description = "URL of %{name}. Requests must be signed by a role that has the output statements of module.%{module}_url."
  value       = module.%{module}_url.url
}
