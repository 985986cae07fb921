output "image" {
  description = "The image with its tag, for compute.image of module codebuild. It exists once the project has been built."
  value       = local.image
}

output "project_name" {
  description = "Name of the build project: aws codebuild start-build --project-name builds and pushes the image."
  value       = module.build.name
}

output "project_arn" {
  description = "ARN of the build project."
  value       = module.build.arn
}

output "role_arn" {
  description = "ARN of the project's role."
  value       = module.build.role_arn
}
