variable "conditions" {
  description = <<-EOT
    Conditions of stages: by the stage's name, then before_entry, on_success and on_failure. Default: none.
    - result: "FAIL" or "SKIP" (before_entry), "FAIL" or "ROLLBACK" (on_success): if a rule fails. "ROLLBACK" or "RETRY" (on_failure): if
      the stage fails and all rules succeed, also without rules. "SKIP" has rules with lambda or variable only. A rollback runs the stage
      again as in the last execution that succeeded in it; there is none in the mode "PARALLEL". A retry happens once.
    - retry_mode: "FAILED_ACTIONS" (default) or "ALL_ACTIONS", for "RETRY".
    - rules: 1 to 5, none or more for on_failure. inputs: names of artifacts. Each has one of:
      - alarm: the CloudWatch alarm with this arn is in one of the states (default OK), within wait_minutes (default: now).
      - codebuild, lambda: same as in an action.
      - commands: shell commands succeed, with the pipeline's role, in the folder of the first input.
      - deployment_window: waits until the time is in cron (six fields, seconds first) of time_zone (default UTC).
      - variable: text, usually #{…}, compared with value by operator: "EQ", "NE", "CONTAINS" or "MATCHES".
  EOT
  type = map(map(object({
    result     = string
    retry_mode = optional(string)
    rules = optional(list(object({
      name   = string
      inputs = optional(list(string), [])
      alarm = optional(object({
        arn          = string
        states       = optional(list(string), ["OK"])
        wait_minutes = optional(number)
      }))
      codebuild = optional(object({
        project_arn = string
        environment = optional(map(string), {})
      }))
      commands = optional(list(string))
      deployment_window = optional(object({
        cron      = string
        time_zone = optional(string, "UTC")
      }))
      lambda = optional(object({
        function        = object({ function = object({ alias_arn = string }) })
        user_parameters = optional(string)
      }))
      variable = optional(object({
        text     = string
        operator = string
        value    = string
      }))
    })), [])
  })))
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.conditions), concat(["Source"], var.stages[*].name))) == 0
    error_message = "conditions: a key is the name of a stage in stages, or \"Source\"."
  }

  validation {
    condition = alltrue(flatten([
      for conditions in var.conditions : [
        for kind, condition in conditions : contains(lookup({
          before_entry = ["FAIL", "SKIP"]
          on_success   = ["FAIL", "ROLLBACK"]
          on_failure   = ["ROLLBACK", "RETRY"]
        }, kind, []), condition.result)
      ]
    ]))
    error_message = <<-EOT
      conditions: write before_entry with the result "FAIL" or "SKIP", on_success with "FAIL" or "ROLLBACK", on_failure with "ROLLBACK" or
      "RETRY".
    EOT
  }

  # https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-Commands.html
  validation {
    condition = alltrue(flatten([
      for conditions in var.conditions : [
        for condition in conditions : [
          for rule in condition.rules : condition.result != "SKIP" || rule.lambda != null || rule.variable != null
        ]
      ]
    ]))
    error_message = "conditions: rules of a condition with the result \"SKIP\" have lambda or variable; for others, write \"FAIL\"."
  }

  validation {
    condition = alltrue(flatten([
      for stage, conditions in var.conditions : [
        for condition in conditions : condition.result != "ROLLBACK" || (stage != "Source" && var.execution_mode != "PARALLEL")
      ]
    ]))
    error_message = "conditions: neither the stage Source nor a stage of a pipeline in the mode \"PARALLEL\" can be rolled back."
  }

  validation {
    condition = alltrue(flatten([
      for conditions in var.conditions : [
        for condition in conditions :
        condition.retry_mode == null ? true : condition.result == "RETRY" && contains(["FAILED_ACTIONS", "ALL_ACTIONS"], condition.retry_mode)
      ]
    ]))
    error_message = "conditions: retry_mode is \"FAILED_ACTIONS\" or \"ALL_ACTIONS\", and only for the result \"RETRY\"."
  }

  validation {
    condition = alltrue(flatten([
      for conditions in var.conditions : [
        for kind, condition in conditions : [
          length(condition.rules) <= 5 && (kind == "on_failure" || length(condition.rules) >= 1),
          [for rule in condition.rules : can(regex("^[A-Za-z0-9.@_-]{1,100}$", rule.name))],
          length(distinct(condition.rules[*].name)) == length(condition.rules),
        ]
      ]
    ]))
    error_message = <<-EOT
      conditions: before_entry and on_success have 1 to 5 rules, on_failure up to 5, with different names of 1 to 100 of
      A-Z a-z 0-9 . @ - _.
    EOT
  }

  validation {
    condition = alltrue([
      for rule in flatten([for conditions in var.conditions : [for condition in conditions : condition.rules]]) : length([
        for kind in [rule.alarm, rule.codebuild, rule.commands, rule.deployment_window, rule.lambda, rule.variable] : kind if kind != null
      ]) == 1
    ])
    error_message = "conditions: each rule has exactly one of alarm, codebuild, commands, deployment_window, lambda and variable."
  }

  validation {
    condition = alltrue([
      for rule in flatten([for conditions in var.conditions : [for condition in conditions : condition.rules]]) : alltrue([
        rule.commands == null || length(rule.inputs) >= 1,
        rule.codebuild == null || (length(rule.inputs) >= 1 && length(rule.inputs) <= 5),
        rule.alarm == null && rule.deployment_window == null && rule.variable == null || length(rule.inputs) == 0,
        rule.commands == null ? true : length(rule.commands) >= 1 && length(rule.commands) <= 50,
        rule.commands == null ? true : alltrue([for command in rule.commands : !strcontains(command, "\n") && length(command) <= 1000]),
      ])
    ])
    error_message = <<-EOT
      conditions: codebuild takes 1 to 5 inputs, commands at least one, and alarm, deployment_window and variable none. commands are 1 to
      50 lines of at most 1000 characters.
    EOT
  }

  validation {
    condition = alltrue(flatten([
      for rule in flatten([for conditions in var.conditions : [for condition in conditions : condition.rules]]) : [
        for text in flatten([
          rule.inputs, keys(try(rule.codebuild.environment, {})), rule.commands == null ? tolist([]) : rule.commands,
          [for alarm in rule.alarm[*] : alarm.arn],
          [for codebuild in rule.codebuild[*] : jsonencode(codebuild.environment)],
          [for lambda in rule.lambda[*] : lambda.user_parameters[*]],
          [for window in rule.deployment_window[*] : [window.cron, window.time_zone]],
          [for variable in rule.variable[*] : [variable.text, variable.value]],
        ]) : trimspace(text) != "" && length(text) <= 1000
      ]
    ]))
    error_message = "conditions: every text of a rule has 1 to 1000 characters (CodePipeline's limit); omit those that you don't need."
  }

  validation {
    condition = alltrue(flatten([
      for rule in flatten([for conditions in var.conditions : [for condition in conditions : condition.rules]]) : [
        [for codebuild in rule.codebuild[*] : can(regex("^arn:[^:]+:codebuild:.+:project/", codebuild.project_arn))],
        [for lambda in rule.lambda[*] : can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[\\w-]+:[\\w-]+$", lambda.function.function.alias_arn))],
      ]
    ]))
    error_message = "conditions: codebuild.project_arn must be the ARN of a project; lambda needs a function's alias: function = module.check."
  }

  validation {
    condition = alltrue([
      for rule in flatten([for conditions in var.conditions : [for condition in conditions : condition.rules]]) : alltrue([
        rule.variable == null ? true : contains(["CONTAINS", "EQ", "MATCHES", "NE"], rule.variable.operator),
        rule.alarm == null ? true : length(setsubtract(rule.alarm.states, ["ALARM", "INSUFFICIENT_DATA", "OK"])) == 0,
        try(rule.alarm.wait_minutes, null) == null ? true : rule.alarm.wait_minutes >= 0 && floor(rule.alarm.wait_minutes) == rule.alarm.wait_minutes,
        rule.alarm == null ? true : can(regex("^arn:[^:]+:cloudwatch:[^:]+:[0-9]{12}:alarm:.+$", rule.alarm.arn)),
        rule.deployment_window == null ? true : contains([6, 7], length(split(" ", rule.deployment_window.cron))),
      ])
    ])
    error_message = <<-EOT
      conditions: variable.operator is "EQ", "NE", "CONTAINS" or "MATCHES", alarm.states are of "OK",
      "ALARM" and "INSUFFICIENT_DATA", alarm.arn is the ARN of an alarm, alarm.wait_minutes is a whole number, and deployment_window.cron has
      six fields, and optionally a year.
    EOT
  }

  # As in stages. A shell would run what is in such a text.
  validation {
    condition = alltrue([
      for rule in flatten([for conditions in var.conditions : [for condition in conditions : condition.rules]]) :
      !can(regex("#\\{[^}]+\\.(Author(DisplayName|Email)|CommitMessage)\\}", join(" ", concat(
        rule.commands == null ? [] : rule.commands,
        values(try(rule.codebuild.environment, {})),
        [for text in try(rule.lambda.user_parameters, null)[*] : text if can(regex("^\\s*[\\[{\"]", text))],
      ))))
    ])
    error_message = <<-EOT
      conditions: a commit message and an author's name or address are any text. In commands the shell would run it, and a quotation mark
      breaks the JSON of codebuild.environment and lambda.user_parameters. Use #{<source>.CommitId} instead.
    EOT
  }
}
