output "name" {
  description = "Name of the build project."
  value       = module.build.name
}
