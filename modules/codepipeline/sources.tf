variable "sources" {
  description = <<-EOT
    The actions of the first stage, Source, all side by side. A source's key names its action, its artifact and its
    variables (#{<key>.CommitId}); letters, digits and _, as CodeBuild makes a shell variable of it. Each has one of:
    - github: a repository by way of a CodeConnections connection (GitHub, GitLab, Bitbucket alike). repository is "owner/name";
      branch (default "main") is what a start by hand takes. Without push and pull_request every push to branch starts the
      pipeline; with one of them whatever fits one of the filters does, and nothing else. A filter has patterns to include and
      to exclude of branches, file_paths and (push only) tags; file_paths need branches. The module splits what AWS takes in
      pieces only: tags from branches, and more than 8 patterns to include. A pull_request is filtered by events too: OPEN,
      UPDATED, CLOSED (default: all three).
      detect_changes = false: nothing but a start by hand.
    - s3: an object in a versioned bucket that sends its events to EventBridge; key is the object's. A new version starts the
      pipeline. kms_key_arn: key that encrypts the object. Default: none that needs a permission.
    - ecr: the image of this tag (default "latest") in the repository; a push of it starts the pipeline.
  EOT
  type = map(object({
    github = optional(object({
      connection_arn = string
      repository     = string
      branch         = optional(string, "main")
      detect_changes = optional(bool, true)
      push = optional(list(object({
        branches   = optional(object({ includes = optional(list(string), []), excludes = optional(list(string), []) }), {})
        file_paths = optional(object({ includes = optional(list(string), []), excludes = optional(list(string), []) }), {})
        tags       = optional(object({ includes = optional(list(string), []), excludes = optional(list(string), []) }), {})
      })), [])
      pull_request = optional(list(object({
        events     = optional(list(string), [])
        branches   = optional(object({ includes = optional(list(string), []), excludes = optional(list(string), []) }), {})
        file_paths = optional(object({ includes = optional(list(string), []), excludes = optional(list(string), []) }), {})
      })), [])
    }))
    s3 = optional(object({
      bucket      = string
      key         = string
      kms_key_arn = optional(string)
    }))
    ecr = optional(object({
      repository_arn = string
      tag            = optional(string, "latest")
    }))
  }))
}
