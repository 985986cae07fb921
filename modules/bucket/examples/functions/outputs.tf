output "bucket" {
  description = "Name of the bucket."
  value       = module.bucket.bucket
}

output "function_name" {
  description = "Name of the function."
  value       = module.index.name
}
