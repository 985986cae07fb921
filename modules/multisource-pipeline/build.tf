variable "build" {
  description = <<-EOT
    The build, of all sources together; its output artifact is the site. As module codebuild has them:
    - buildspec: path in the repository (default "buildspec.yml") or text.
    - environment, compute, cache, timeout_minutes (default 30).
    - policy: what its commands call, as JSON. Default: nothing.
  EOT
  type = object({
    buildspec = optional(string)
    environment = optional(map(object({
      value       = optional(string)
      parameter   = optional(object({ name = string, arn = string }))
      secret      = optional(object({ arn = string, json_key = optional(string) }))
      kms_key_arn = optional(string)
    })), {})
    compute = optional(object({
      architecture = optional(string)
      type         = optional(string)
      image        = optional(string)
      privileged   = optional(bool)
    }), {})
    cache           = optional(object({ bucket_arn = optional(string), prefix = optional(string), docker_layers = optional(bool) }))
    timeout_minutes = optional(number)
    policy          = optional(string)
  })
  default  = {}
  nullable = false
}


module "build" {
  source = "../codebuild"

  name        = "${var.name}-build"
  description = "Builds the site from ${var.repository.name} and ${join(", ", keys(var.objects))}."
  artifacts   = { bucket_arn = module.pipeline.artifact_bucket_arn, kms_key_arn = var.artifacts.kms_key_arn }
  buildspec   = var.build.buildspec
  environment = var.build.environment
  compute     = var.build.compute
  timeouts    = { build_minutes = var.build.timeout_minutes }
  cache       = var.build.cache
  log         = var.log
  role        = { policy = var.build.policy, permissions_boundary = var.permissions_boundary }
  tags        = var.tags
}
