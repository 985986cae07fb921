output "function_name" {
  description = "Name of the function that uses the layer."
  value       = module.price.function.name
}

output "layer_arn" {
  description = "ARN of the layer's version."
  value       = module.shared_layer.arn
}

output "parameter_name" {
  description = "Name of the parameter that the function reads."
  value       = module.currency.name
}
