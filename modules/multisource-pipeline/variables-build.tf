variable "build" {
  description = <<-EOT
    The build, with all sources as inputs; its output artifact is the site. As in module codebuild:
    - buildspec: path in the repository (default "buildspec.yml") or text.
    - environment, compute, cache, timeout_minutes (default 30).
    - statements, policy: the permissions that its commands need. Default: none.
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
    statements = optional(list(object({
      actions   = list(string)
      resources = list(string)
      condition = optional(map(map(list(string))))
    })))
    policy = optional(string)
  })
  default  = {}
  nullable = false
}
