variable "sources" {
  description = <<-EOT
    The actions of the first stage, Source, which run in parallel. A source's key names its action, its artifact and its
    variables (#{<key>.CommitId}); it has letters, digits and _, as CodeBuild makes a shell variable of it. Each has one of:
    - github: a repository behind a CodeConnections connection (GitHub, GitLab or Bitbucket). repository is "owner/name";
      branch (default "main") is the branch that a manual start builds. Without push and pull_request every push to branch
      starts the pipeline; with one of them, every event that matches one of its filters, and nothing else. A filter has
      patterns to include and to exclude for branches, file_paths and (push only) tags; file_paths require branches. The module
      splits a filter where AWS takes it only in parts: tags from branches, and more than 8 patterns to include. A pull_request
      is also filtered by events: OPEN, UPDATED, CLOSED (default: all three).
      detect_changes = false: the pipeline is started manually only.
    - s3: the object key in a versioned bucket that sends its events to EventBridge; a new version of it starts the pipeline.
      kms_key_arn: ARN of the KMS key that encrypts the object. Default: none that the role needs a permission for.
    - ecr: the image with this tag (default "latest") in the repository; a push of it starts the pipeline.
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
      bucket_arn  = string
      key         = string
      kms_key_arn = optional(string)
    }))
    ecr = optional(object({
      repository_arn = string
      tag            = optional(string, "latest")
    }))
  }))

  validation {
    condition     = length(var.sources) > 0 && alltrue([for key in keys(var.sources) : can(regex("^[A-Za-z][A-Za-z0-9_]{0,63}$", key))])
    error_message = "sources needs at least one; a key is 1 to 64 letters, digits and _, and begins with a letter (CodeBuild: CODEBUILD_SRC_DIR_<key>)."
  }

  validation {
    condition = alltrue([
      for source in var.sources : length([for kind in [source.github, source.s3, source.ecr] : kind if kind != null]) == 1
    ])
    error_message = "sources: each has exactly one of github, s3 and ecr."
  }

  validation {
    condition = alltrue([
      for source in var.sources : source.github == null ? true : alltrue([
        can(regex("^arn:[^:]+:(codeconnections|codestar-connections):", source.github.connection_arn)),
        can(regex("^[^/ ]+(/[^/ ]+)+$", source.github.repository)),
      ])
    ])
    error_message = "sources: github.connection_arn must be the ARN of an aws_codestarconnections_connection, and github.repository \"owner/name\"."
  }

  validation {
    condition = alltrue([
      for source in var.sources : source.s3 == null ? true : alltrue([
        can(regex("^arn:[^:]+:s3:::[^/]+$", source.s3.bucket_arn)),
        !startswith(source.s3.key, "/"),
      ])
    ])
    error_message = "sources: s3.bucket_arn must be the ARN of a bucket, and s3.key an object's key without a leading slash."
  }

  validation {
    condition = alltrue([
      for source in var.sources : source.ecr == null ? true : can(regex("^arn:[^:]+:ecr:.+:repository/", source.ecr.repository_arn))
    ])
    error_message = "sources: ecr.repository_arn must be the ARN of an ECR repository."
  }

  validation {
    condition = alltrue([
      for source in var.sources : source.github == null ? true : (
        source.github.detect_changes || length(source.github.push) + length(source.github.pull_request) == 0
      )
    ])
    error_message = "sources: github.detect_changes = false allows manual starts only, push and pull_request define automatic ones: omit one of them."
  }

  validation {
    condition = alltrue(flatten([
      for source in var.sources : [
        for filter in concat(try(source.github.push, []), try(source.github.pull_request, [])) : [
          length(concat(
            filter.branches.includes, filter.branches.excludes, try(filter.tags.includes, []), try(filter.tags.excludes, []),
          )) > 0,
          length(concat(filter.branches.includes, filter.branches.excludes)) > 0 ||
          length(concat(filter.file_paths.includes, filter.file_paths.excludes)) == 0,
        ]
      ]
    ]))
    error_message = <<-EOT
      sources: a filter in github.push needs branches or tags, one in github.pull_request branches; file_paths require branches
      (CodePipeline's rule). For every branch write branches = { includes = ["**"] }.
    EOT
  }

  validation {
    condition = alltrue(flatten([
      for source in var.sources : [
        for filter in concat(try(source.github.push, []), try(source.github.pull_request, [])) : [
          for patterns in [filter.branches.excludes, filter.file_paths.excludes, try(filter.tags.excludes, [])] : length(patterns) <= 8
        ]
      ]
    ]))
    error_message = "sources: a filter excludes at most 8 patterns of a kind (CodePipeline's limit; excludes can't be split): use fewer, wider patterns."
  }

  validation {
    condition = alltrue(flatten([
      for source in var.sources : [
        for filter in try(source.github.pull_request, []) : [for event in filter.events : contains(["OPEN", "UPDATED", "CLOSED"], event)]
      ]
    ]))
    error_message = "sources: github.pull_request.events are \"OPEN\", \"UPDATED\" and \"CLOSED\", in capitals."
  }

  # Counted as triggers.tf splits them: 8 patterns a part, branches times file paths, and tags separately.
  validation {
    condition = alltrue(flatten([
      for source in var.sources : [
        for filters in [try(source.github.push, []), try(source.github.pull_request, [])] : 3 >= sum(concat([0], [
          for filter in filters : sum([
            length(concat(filter.branches.includes, filter.branches.excludes)) == 0 ? 0 : (
              max(1, ceil(length(filter.branches.includes) / 8)) * max(1, ceil(length(filter.file_paths.includes) / 8))
            ),
            length(concat(try(filter.tags.includes, []), try(filter.tags.excludes, []))) == 0 ? 0 : (
              max(1, ceil(length(try(filter.tags.includes, [])) / 8))
            ),
          ])
        ]))
      ]
    ]))
    error_message = <<-EOT
      sources: github.push and github.pull_request have at most 3 filters each (CodePipeline's limit), counted after tags are split from
      branches and includes into parts of 8: use fewer, wider patterns.
    EOT
  }

  validation {
    condition = alltrue(flatten([
      for source in var.sources : [
        source.github == null ? true : can(regex("^[^[:space:]]{1,255}$", source.github.branch)),
        source.s3 == null ? true : length(source.s3.key) >= 1 && length(source.s3.key) <= 1000,
        try(source.s3.kms_key_arn, null) == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", source.s3.kms_key_arn)),
        source.ecr == null ? true : can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", source.ecr.tag)),
        [
          for filter in concat(try(source.github.push, []), try(source.github.pull_request, [])) : [
            for pattern in concat(
              filter.branches.includes, filter.branches.excludes, filter.file_paths.includes, filter.file_paths.excludes,
              try(filter.tags.includes, []), try(filter.tags.excludes, []),
            ) : length(pattern) >= 1 && length(pattern) <= 255
          ]
        ],
      ]
    ]))
    error_message = <<-EOT
      sources: github.branch, s3.key, ecr.tag and each pattern need a value, a pattern of at most 255 characters; s3.kms_key_arn is the
      ARN of a key. Omit what has a default.
    EOT
  }
}
