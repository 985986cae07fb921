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
    - approval: waits for somebody. topic_arn: SNS topic that is told; message and url are shown. kms_key_arn: key that encrypts the topic.
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
        topic_arn   = optional(string)
        message     = optional(string)
        url         = optional(string)
        kms_key_arn = optional(string)
      }))
    }))
  }))

  validation {
    condition     = length(var.stages) > 0 && alltrue([for stage in var.stages : length(stage.actions) > 0])
    error_message = "stages: at least one (CodePipeline takes no pipeline of sources only), and each has at least one action."
  }

  validation {
    condition     = alltrue(flatten([for stage in var.stages : [for name in concat([stage.name], stage.actions[*].name) : can(regex("^[A-Za-z0-9.@_-]{1,100}$", name))]]))
    error_message = "stages: a stage's and an action's name is 1 to 100 of A-Z a-z 0-9 . @ - _."
  }

  validation {
    condition     = length(distinct(concat(["Source"], var.stages[*].name))) == length(var.stages) + 1 && alltrue([for stage in var.stages : length(distinct(stage.actions[*].name)) == length(stage.actions)])
    error_message = "stages: two stages have one name (\"Source\" is the module's own), or two actions of one stage."
  }

  validation {
    condition     = alltrue(flatten([for stage in var.stages : [for action in stage.actions : length([for given in [action.codebuild, action.lambda, action.s3, action.approval] : true if given != null]) == 1]]))
    error_message = "stages: each action has exactly one of codebuild, lambda, s3 and approval; the module knows no other provider."
  }

  validation {
    condition     = alltrue(flatten([for stage in var.stages : [for action in stage.actions : action.run_order >= 1 && action.run_order <= 999 && floor(action.run_order) == action.run_order]]))
    error_message = "stages: run_order is a whole number from 1 to 999."
  }

  validation {
    condition     = alltrue(flatten([for stage in var.stages : [for action in stage.actions : action.timeout_minutes == null ? true : action.timeout_minutes >= 5 && action.timeout_minutes <= 86400]]))
    error_message = "stages: timeout_minutes is from 5 to 86400 (60 days)."
  }

  validation {
    condition     = alltrue(flatten([for stage in var.stages : [for action in stage.actions : [for name in action.outputs : can(regex("^[A-Za-z][A-Za-z0-9_]{0,63}$", name))]]]))
    error_message = "stages: an artifact's name is 1 to 64 letters, digits and _, beginning with a letter: CodeBuild makes the variable CODEBUILD_SRC_DIR_<name> of it, which a shell reads with no other characters."
  }

  validation {
    condition     = length(distinct(concat(keys(var.sources), flatten(var.stages[*].actions[*].outputs)))) == length(var.sources) + length(flatten(var.stages[*].actions[*].outputs))
    error_message = "stages: two actions make an artifact of one name, or an action makes one with a source's name; give each its own."
  }

  validation {
    condition = alltrue(flatten([for index, stage in var.stages : [for action in stage.actions : length(setsubtract(action.inputs, concat(
      keys(var.sources),
      flatten(slice(var.stages, 0, index)[*].actions[*].outputs),
      flatten([for other in stage.actions : other.outputs if other.run_order < action.run_order]),
    ))) == 0]]))
    error_message = "stages: an action's input is no artifact that is there by then: a source's key, or an output of an earlier stage or of a smaller run_order in its own."
  }

  validation {
    condition = alltrue(flatten([for stage in var.stages : [for action in stage.actions : [
      length(distinct(action.inputs)) == length(action.inputs),
      action.codebuild == null || (length(action.inputs) >= 1 && length(action.inputs) <= 5 && length(action.outputs) <= 5),
      action.lambda == null || (length(action.inputs) <= 5 && length(action.outputs) <= 5),
      action.s3 == null || (length(action.inputs) == 1 && length(action.outputs) == 0),
      action.approval == null || (length(action.inputs) == 0 && length(action.outputs) == 0),
    ]]]))
    error_message = "stages: codebuild takes 1 to 5 different inputs and makes up to 5 outputs, lambda up to 5 of each, s3 takes exactly one and makes none, approval neither (CodePipeline's limits)."
  }

  validation {
    condition     = length(distinct(concat(keys(var.sources), compact(flatten(var.stages[*].actions[*].namespace))))) == length(var.sources) + length(compact(flatten(var.stages[*].actions[*].namespace)))
    error_message = "stages: two actions have one namespace, or an action has a source's key for one."
  }

  validation {
    condition = alltrue(flatten([for stage in var.stages : [for action in stage.actions : [
      action.codebuild == null ? true : can(regex("^arn:[^:]+:codebuild:.+:project/", action.codebuild.project_arn)),
      action.lambda == null ? true : can(regex("^arn:[^:]+:lambda:.+:function:", action.lambda.function_arn)),
      action.s3 == null ? true : can(regex("^arn:[^:]+:s3:::[^/]+$", action.s3.bucket_arn)),
      try(action.approval.topic_arn, null) == null ? true : can(regex("^arn:[^:]+:sns:", action.approval.topic_arn)),
    ]]]))
    error_message = "stages: codebuild.project_arn, lambda.function_arn, s3.bucket_arn and approval.topic_arn must be ARNs of what they are named after."
  }

  validation {
    condition     = alltrue(flatten([for stage in var.stages : [for action in stage.actions : action.s3 == null ? true : action.s3.extract || action.s3.key != null]]))
    error_message = "stages: s3 with extract = false puts the artifact as one object: give its key."
  }

  validation {
    condition = alltrue(flatten([for stage in var.stages : [for action in stage.actions : [
      for text in [try(jsonencode(action.codebuild.environment), ""), try(action.lambda.user_parameters, ""), try(action.approval.message, ""), try(action.approval.url, "")] :
      text == null ? true : length(text) <= 1000
    ]]]))
    error_message = "stages: codebuild.environment (as JSON), lambda.user_parameters, approval.message and approval.url have at most 1000 characters (CodePipeline's limit)."
  }
}
