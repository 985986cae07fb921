variable "stages" {
  description = <<-EOT
    The stages after Source, in order, at least one. An action runs after those of its stage with a smaller run_order (1, the
    default, to 999) and beside those with the same.
    - inputs, outputs: names of artifacts; a source's is its key. A CodeBuild action's first input is its primary source.
    - namespace: what later actions read its output variables by: #{<namespace>.<variable>}. Default: none.
    - timeout_minutes: until the action fails, 5 to 86400. Default: AWS's, an hour or more by provider, 7 days for approvals.
    Each action has one of:
    - codebuild: builds the project; environment overrides or adds plain variables, and may hold #{…}.
    - lambda: invokes the function, alias or version whose ARN this is, and waits until it calls PutJobSuccessResult or
      PutJobFailureResult (permissions of the function's own role). user_parameters: text for it, up to 1000 characters.
    - s3: puts the one input into the bucket: extracted (default) at key or the bucket's root, or as the object key.
      cache_control: header of every object. kms_key_arn: key that encrypts the bucket.
    - approval: waits for somebody. topic_arn: SNS topic that is told; message and url are shown.
  EOT
  type = list(object({
    name = string
    actions = list(object({
      name            = string
      run_order       = optional(number, 1)
      inputs          = optional(list(string), [])
      outputs         = optional(list(string), [])
      namespace       = optional(string)
      timeout_minutes = optional(number)
      codebuild = optional(object({
        project_arn = string
        environment = optional(map(string), {})
      }))
      lambda = optional(object({
        function_arn    = string
        user_parameters = optional(string)
      }))
      s3 = optional(object({
        bucket_arn    = string
        key           = optional(string)
        extract       = optional(bool, true)
        cache_control = optional(string)
        kms_key_arn   = optional(string)
      }))
      approval = optional(object({
        topic_arn = optional(string)
        message   = optional(string)
        url       = optional(string)
      }))
    }))
  }))
}
