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
    - s3: the object key in a versioned bucket that sends its events to EventBridge; a new version of it starts the pipeline.
      kms_key_arn: key that encrypts the object. Default: none that needs a permission.
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
    error_message = "sources: at least one, and a key is 1 to 64 letters, digits and _, beginning with a letter: CodeBuild makes the variable CODEBUILD_SRC_DIR_<key> of it, which a shell reads with no other characters."
  }

  validation {
    condition     = alltrue([for source in var.sources : length([for given in [source.github, source.s3, source.ecr] : true if given != null]) == 1])
    error_message = "sources: each has exactly one of github, s3 and ecr."
  }

  validation {
    condition     = alltrue([for source in var.sources : source.github == null ? true : can(regex("^arn:[^:]+:(codeconnections|codestar-connections):", source.github.connection_arn)) && can(regex("^[^/ ]+(/[^/ ]+)+$", source.github.repository))])
    error_message = "sources: github.connection_arn must be the ARN of a connection (aws_codestarconnections_connection), and github.repository \"owner/name\"."
  }

  validation {
    condition     = alltrue([for source in var.sources : source.s3 == null ? true : can(regex("^arn:[^:]+:s3:::[^/]+$", source.s3.bucket_arn)) && !startswith(source.s3.key, "/")])
    error_message = "sources: s3.bucket_arn must be the ARN of a bucket, and s3.key an object's key without a leading slash."
  }

  validation {
    condition     = alltrue([for source in var.sources : source.ecr == null ? true : can(regex("^arn:[^:]+:ecr:.+:repository/", source.ecr.repository_arn))])
    error_message = "sources: ecr.repository_arn must be the ARN of an ECR repository."
  }

  validation {
    condition     = alltrue([for source in var.sources : source.github == null ? true : source.github.detect_changes || length(source.github.push) + length(source.github.pull_request) == 0])
    error_message = "sources: github.detect_changes = false starts by hand only, push and pull_request say what starts the pipeline: leave one of them out."
  }

  validation {
    condition = alltrue(flatten([for source in var.sources : [for filter in concat(try(source.github.push, []), try(source.github.pull_request, [])) : [
      length(concat(filter.branches.includes, filter.branches.excludes, try(filter.tags.includes, []), try(filter.tags.excludes, []))) > 0,
      length(concat(filter.branches.includes, filter.branches.excludes)) > 0 || length(concat(filter.file_paths.includes, filter.file_paths.excludes)) == 0,
    ]]]))
    error_message = "sources: a filter of github.push has branches or tags, one of github.pull_request branches, and file_paths only beside branches (CodePipeline takes no others). For every branch write branches = { includes = [\"**\"] }."
  }

  validation {
    condition = alltrue(flatten([for source in var.sources : [for filter in concat(try(source.github.push, []), try(source.github.pull_request, [])) : [
      for patterns in [filter.branches.excludes, filter.file_paths.excludes, try(filter.tags.excludes, [])] : length(patterns) <= 8
    ]]]))
    error_message = "sources: a filter excludes at most 8 patterns of a kind (CodePipeline's limit, and what is excluded can't be split): write fewer, wider patterns."
  }

  validation {
    condition     = alltrue(flatten([for source in var.sources : [for filter in try(source.github.pull_request, []) : [for event in filter.events : contains(["OPEN", "UPDATED", "CLOSED"], event)]]]))
    error_message = "sources: github.pull_request.events are \"OPEN\", \"UPDATED\" and \"CLOSED\", in capitals."
  }

  # As triggers.tf splits them: 8 patterns a piece, branches times file paths, and tags for themselves.
  validation {
    condition = alltrue(flatten([for source in var.sources : [for filters in [try(source.github.push, []), try(source.github.pull_request, [])] : 3 >= sum(concat([0], [for filter in filters :
      (length(concat(filter.branches.includes, filter.branches.excludes)) == 0 ? 0 : max(1, ceil(length(filter.branches.includes) / 8)) * max(1, ceil(length(filter.file_paths.includes) / 8))) +
      (length(concat(try(filter.tags.includes, []), try(filter.tags.excludes, []))) == 0 ? 0 : max(1, ceil(length(try(filter.tags.includes, [])) / 8)))
    ]))]]))
    error_message = "sources: github.push and github.pull_request come to at most 3 filters each (CodePipeline's limit), once tags are split from branches and includes into pieces of 8: write fewer, wider patterns."
  }
}
