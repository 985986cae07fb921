output "name" {
  description = "Name of the build project."
  value       = module.build.name
}

output "log_group_name" {
  description = "Name of the builds' log group."
  value       = module.build.log_group_name
}
