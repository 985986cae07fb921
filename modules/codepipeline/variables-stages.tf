variable "stages" {
  description = <<-EOT
    The stages after Source, in order, at least one. In a stage, an action runs after those with a smaller run_order (1, the
    default, to 999) and in parallel with those that have the same.
    - inputs, outputs: names of artifacts; a source's artifact has the source's key. A CodeBuild action's first input is its
      primary source.
    - namespace: lets later actions read the output variables of this one: #{<namespace>.<variable>}. Default: none.
    - timeout_minutes: minutes until the action fails, 5 to 86400. Default: AWS's, an hour or more by provider, 7 days for approvals.
    Each action has one of:
    - codebuild: builds the project; environment overrides or adds plaintext variables, and may contain #{…} whose value has no
      quotation mark and no backslash, since it becomes part of JSON. is_test = true shows it as a test. Default false.
    - lambda: invokes the function's alias (function = module.notify, an instance of module lambda) and waits until it calls
      PutJobSuccessResult or PutJobFailureResult, which its own role must allow. user_parameters: text that it receives, 1 to 1000
      characters; #{…} in JSON as in environment.
    - lambda_deploy: publishes the one input as a version of the function and moves the alias to it; without an input, to version, a
      number or #{…}. strategy: "AllAtOnce" (default), "Canary10Percent5Minutes" or "Linear10PercentEvery1Minute", with any numbers.
      alarm_arns: up to 10 alarms that move the alias back. CodePipeline updates the code: no other deployment may own the alias.
    - cloudformation: mode "CREATE_UPDATE", "CHANGE_SET_REPLACE", "CHANGE_SET_EXECUTE", "REPLACE_ON_FAILURE" or "DELETE_ONLY" of the stack
      stack_name. template and configuration are files of inputs, "input::file". role_arn: the stack's role, for every mode except
      CHANGE_SET_EXECUTE. parameters override those of configuration. output_file: name of the file in the one output, with the stack's
      outputs as JSON. The stack's outputs are also variables of the action.
    - s3: puts the one input into the bucket: extracted (default) below key or at the bucket's root, or as the object key.
      cache_control: header of every object. kms_key_arn: ARN of the KMS key that encrypts the bucket.
    - approval: waits for a manual approval. topic_arn: SNS topic that receives the request; message and url are shown with it.
      kms_key_arn: ARN of the KMS key that encrypts the topic.
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
        is_test     = optional(bool, false)
      }))
      cloudformation = optional(object({
        mode            = string
        stack_name      = string
        change_set_name = optional(string)
        role_arn        = optional(string)
        template        = optional(string)
        configuration   = optional(string)
        parameters      = optional(map(string), {})
        capabilities    = optional(list(string), [])
        output_file     = optional(string)
      }))
      lambda_deploy = optional(object({
        function   = object({ function = object({ alias_arn = string }) })
        version    = optional(string)
        strategy   = optional(string, "AllAtOnce")
        alarm_arns = optional(list(string), [])
      }))
      lambda = optional(object({
        function        = object({ function = object({ alias_arn = string }) })
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
    error_message = "stages needs at least one (CodePipeline refuses a pipeline with only sources), and each stage at least one action."
  }

  validation {
    condition = alltrue([
      for name in concat(var.stages[*].name, flatten(var.stages[*].actions[*].name)) : can(regex("^[A-Za-z0-9.@_-]{1,100}$", name))
    ])
    error_message = "stages: the name of a stage or an action is 1 to 100 of A-Z a-z 0-9 . @ - _."
  }

  validation {
    condition = alltrue(concat(
      [length(distinct(concat(["Source"], var.stages[*].name))) == length(var.stages) + 1],
      [for stage in var.stages : length(distinct(stage.actions[*].name)) == length(stage.actions)],
    ))
    error_message = "stages: two stages have the same name (the module itself makes \"Source\"), or two actions of one stage."
  }

  validation {
    condition = alltrue([
      for action in flatten(var.stages[*].actions) :
      length([
        for kind in [action.codebuild, action.cloudformation, action.lambda, action.lambda_deploy, action.s3, action.approval] :
        kind if kind != null
      ]) == 1
    ])
    error_message = <<-EOT
      stages: each action has exactly one of codebuild, cloudformation, lambda, lambda_deploy, s3 and approval; the module supports no
      other provider.
    EOT
  }

  validation {
    condition = alltrue([
      for action in flatten(var.stages[*].actions) :
      action.run_order >= 1 && action.run_order <= 999 && floor(action.run_order) == action.run_order
    ])
    error_message = "stages: run_order must be a whole number from 1 to 999."
  }

  validation {
    condition = alltrue([
      for action in flatten(var.stages[*].actions) :
      action.timeout_minutes == null ? true : (
        floor(action.timeout_minutes) == action.timeout_minutes && action.timeout_minutes >= 5 && action.timeout_minutes <= 86400
      )
    ])
    error_message = "stages: timeout_minutes must be a whole number from 5 to 86400 (60 days)."
  }

  validation {
    condition = alltrue([
      for name in flatten(var.stages[*].actions[*].outputs) : can(regex("^[A-Za-z][A-Za-z0-9_]{0,63}$", name))
    ])
    error_message = <<-EOT
      stages: an artifact's name is 1 to 64 letters, digits and _, and begins with a letter: CodeBuild makes the shell variable
      CODEBUILD_SRC_DIR_<name> of it.
    EOT
  }

  validation {
    condition = (
      length(distinct(concat(keys(var.sources), flatten(var.stages[*].actions[*].outputs)))) ==
      length(concat(keys(var.sources), flatten(var.stages[*].actions[*].outputs)))
    )
    error_message = "stages: two actions make an artifact of the same name, or an action makes one with a source's name; use different names."
  }

  validation {
    condition = alltrue(flatten([
      for index, stage in var.stages : [
        for action in stage.actions : length(setsubtract(action.inputs, concat(
          keys(var.sources),
          flatten(slice(var.stages, 0, index)[*].actions[*].outputs),
          flatten([for other in stage.actions : other.outputs if other.run_order < action.run_order]),
        ))) == 0
      ]
    ]))
    error_message = <<-EOT
      stages: an action's input must be an artifact that exists by then: a source's key, or an output of an earlier stage or of a
      smaller run_order in its own stage.
    EOT
  }

  validation {
    condition = alltrue(flatten([
      for action in flatten(var.stages[*].actions) : [
        length(distinct(action.inputs)) == length(action.inputs),
        action.codebuild == null || (length(action.inputs) >= 1 && length(action.inputs) <= 5 && length(action.outputs) <= 5),
        action.lambda == null || (length(action.inputs) <= 5 && length(action.outputs) <= 5),
        action.lambda_deploy == null || (length(action.inputs) <= 1 && length(action.outputs) == 0),
        action.cloudformation == null || (length(action.inputs) <= 10 && length(action.outputs) <= 1),
        action.s3 == null || (length(action.inputs) == 1 && length(action.outputs) == 0),
        action.approval == null || (length(action.inputs) == 0 && length(action.outputs) == 0),
      ]
    ]))
    error_message = <<-EOT
      stages: codebuild takes 1 to 5 different inputs and makes up to 5 outputs, lambda up to 5 of each, cloudformation takes up to 10 and
      makes up to one, lambda_deploy takes up to one, s3 exactly one, and both make none, approval neither (CodePipeline's limits).
    EOT
  }

  validation {
    condition = alltrue([
      for action in flatten(var.stages[*].actions) : action.lambda_deploy == null ? true : alltrue([
        (length(action.inputs) == 1) != (action.lambda_deploy.version != null),
        can(regex("^(AllAtOnce|Canary[1-9][0-9]?Percent[1-9][0-9]*Minutes?|Linear[1-9][0-9]?PercentEvery[1-9][0-9]*Minutes?)$", action.lambda_deploy.strategy)),
        length(action.lambda_deploy.alarm_arns) <= 10,
      ])
    ])
    error_message = <<-EOT
      stages: lambda_deploy has either one input or a version, strategy is "AllAtOnce" or as in "Canary10Percent5Minutes" and
      "Linear10PercentEvery1Minute", and alarm_arns has at most 10.
    EOT
  }

  validation {
    condition = alltrue([
      for action in flatten(var.stages[*].actions) : action.cloudformation == null ? true : contains(
        ["CHANGE_SET_EXECUTE", "CHANGE_SET_REPLACE", "CREATE_UPDATE", "DELETE_ONLY", "REPLACE_ON_FAILURE"], action.cloudformation.mode
      )
    ])
    error_message = "stages: cloudformation.mode is CREATE_UPDATE, CHANGE_SET_REPLACE, CHANGE_SET_EXECUTE, REPLACE_ON_FAILURE or DELETE_ONLY."
  }

  validation {
    condition = alltrue([
      for action in flatten(var.stages[*].actions) : action.cloudformation == null ? true : alltrue([
        (action.cloudformation.change_set_name != null) == startswith(action.cloudformation.mode, "CHANGE_SET_"),
        (action.cloudformation.role_arn == null) == (action.cloudformation.mode == "CHANGE_SET_EXECUTE"),
        (action.cloudformation.template == null) == contains(["CHANGE_SET_EXECUTE", "DELETE_ONLY"], action.cloudformation.mode),
        (action.cloudformation.output_file != null) == (length(action.outputs) == 1),
        length(setsubtract(action.cloudformation.capabilities, ["CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"])) == 0,
        [for path in compact([action.cloudformation.template, action.cloudformation.configuration]) :
          contains(action.inputs, split("::", path)[0]) && length(split("::", path)) == 2] == [
        for path in compact([action.cloudformation.template, action.cloudformation.configuration]) : true],
      ])
    ])
    error_message = <<-EOT
      stages: cloudformation needs change_set_name in the CHANGE_SET_ modes only, role_arn in every mode except CHANGE_SET_EXECUTE, template
      in the modes that have a template, and output_file with one output. template and configuration are "input::file" of an input.
      capabilities are CAPABILITY_IAM, CAPABILITY_NAMED_IAM and CAPABILITY_AUTO_EXPAND.
    EOT
  }

  validation {
    condition = (
      length(distinct(concat(keys(var.sources), compact(flatten(var.stages[*].actions[*].namespace))))) ==
      length(concat(keys(var.sources), compact(flatten(var.stages[*].actions[*].namespace))))
    )
    error_message = "stages: two actions have the same namespace, or an action has a source's key as its namespace."
  }

  validation {
    condition = alltrue(flatten([
      for action in flatten(var.stages[*].actions) : [
        action.codebuild == null ? true : can(regex("^arn:[^:]+:codebuild:.+:project/", action.codebuild.project_arn)),
        [for lambda in concat(action.lambda[*].function, action.lambda_deploy[*].function) :
          can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[\\w-]+:[\\w-]+$", lambda.function.alias_arn))
        ],
        action.s3 == null ? true : can(regex("^arn:[^:]+:s3:::[^/]+$", action.s3.bucket_arn)),
      ]
    ]))
    error_message = "stages: codebuild.project_arn and s3.bucket_arn must be ARNs of a project and a bucket; lambda and lambda_deploy need a function's alias."
  }

  validation {
    condition = alltrue(flatten([
      for action in flatten(var.stages[*].actions) : [
        [for role in try(action.cloudformation.role_arn, null)[*] : can(regex("^arn:[^:]+:iam::[0-9]{12}:role/.{1,512}$", role))],
        [for arn in try(action.lambda_deploy.alarm_arns, []) : can(regex("^arn:[^:]+:cloudwatch:[^:]+:[0-9]{12}:alarm:.{1,255}$", arn))],
      ]
    ]))
    error_message = "stages: cloudformation.role_arn must be the ARN of a role, lambda_deploy.alarm_arns ARNs of alarms: write aws_….arn."
  }

  validation {
    condition = alltrue(flatten([
      for action in flatten(var.stages[*].actions) : [
        for text in flatten([
          [for stack in action.cloudformation[*] : [
            stack.stack_name, stack.change_set_name[*], stack.template[*], stack.configuration[*], stack.output_file[*],
            keys(stack.parameters), values(stack.parameters),
          ]],
          [for lambda in action.lambda_deploy[*] : lambda.version[*]],
        ]) : trimspace(text) != "" && length(text) <= 1000
      ]
    ]))
    error_message = "stages: every text of cloudformation and of lambda_deploy has 1 to 1000 characters; omit those that you don't need."
  }

  # Separate: with an ARN that is known after the apply only, Terraform postpones a validation as a whole.
  validation {
    condition = alltrue([
      for topic in [for action in flatten(var.stages[*].actions) : try(action.approval.topic_arn, null)] :
      topic == null ? true : can(regex("^arn:[^:]+:sns:", topic))
    ])
    error_message = "stages: approval.topic_arn must be the ARN of an SNS topic: write aws_sns_topic.….arn, or omit it."
  }

  validation {
    condition = alltrue([
      for action in flatten(var.stages[*].actions) : action.s3 == null ? true : action.s3.extract || action.s3.key != null
    ])
    error_message = "stages: s3 with extract = false stores the artifact as one object: set its key."
  }

  validation {
    condition = alltrue(flatten([
      for action in flatten(var.stages[*].actions) : [
        for text in [
          try(jsonencode(action.codebuild.environment), null),
          try(jsonencode(action.cloudformation.parameters), null),
          try(action.lambda.user_parameters, null),
          try(action.s3.key, null),
          try(action.s3.cache_control, null),
          try(action.approval.message, null),
          try(action.approval.url, null),
        ] : text == null ? true : length(text) <= 1000
      ]
    ]))
    error_message = <<-EOT
      stages: codebuild.environment and cloudformation.parameters (as JSON), lambda.user_parameters, s3.key, s3.cache_control,
      approval.message and approval.url have at most 1000 characters (CodePipeline's limit).
    EOT
  }

  validation {
    condition = alltrue(flatten([
      for action in flatten(var.stages[*].actions) : [
        action.namespace == null ? true : can(regex("^[A-Za-z0-9@_-]{1,100}$", action.namespace)),
        [
          for text in [
            try(action.lambda.user_parameters, null), try(action.s3.key, null), try(action.s3.cache_control, null),
            try(action.approval.message, null), try(action.approval.url, null),
          ] : text == null ? true : trimspace(text) != ""
        ],
        [for name in keys(try(action.codebuild.environment, {})) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))],
      ]
    ]))
    error_message = <<-EOT
      stages: namespace is 1 to 100 of A-Z a-z 0-9 @ - _, and lambda.user_parameters, s3.key, s3.cache_control, approval.message,
      approval.url and a name in codebuild.environment need a value: omit those that you don't need.
    EOT
  }

  validation {
    condition = alltrue([
      for arn in flatten([
        for action in flatten(var.stages[*].actions) : [try(action.s3.kms_key_arn, null), try(action.approval.kms_key_arn, null)]
      ]) : arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", arn))
    ])
    error_message = "stages: s3.kms_key_arn and approval.kms_key_arn must be ARNs of keys: write aws_kms_key.….arn, or omit them."
  }

  # CodePipeline puts a variable's value into the text as it is:
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-variables.html
  validation {
    condition = alltrue([
      for action in flatten(var.stages[*].actions) : !can(regex("#\\{[^}]+\\.(Author(DisplayName|Email)|CommitMessage)\\}", join(" ", concat(
        values(try(action.codebuild.environment, {})),
        values(try(action.cloudformation.parameters, {})),
        [for text in try(action.lambda.user_parameters, null)[*] : text if can(regex("^\\s*[\\[{\"]", text))],
      ))))
    ])
    error_message = <<-EOT
      stages: a commit message and an author's name or address are any text, and a quotation mark in one breaks the JSON of
      codebuild.environment, cloudformation.parameters and lambda.user_parameters. Pass #{<source>.CommitId} instead, and read the message
      in the action (codepipeline:GetPipelineExecution).
    EOT
  }
}
