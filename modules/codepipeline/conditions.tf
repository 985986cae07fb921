locals {
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html
  conditions = {
    for stage, conditions in var.conditions : stage => {
      for kind, condition in conditions : kind => merge(condition, { rules = [
        for rule in condition.rules : merge(rule, {
          provider = one(compact([
            rule.alarm != null ? "CloudWatchAlarm" : "", rule.codebuild != null ? "CodeBuild" : "",
            rule.commands != null ? "Commands" : "", rule.deployment_window != null ? "DeploymentWindow" : "",
            rule.lambda != null ? "LambdaInvoke" : "", rule.variable != null ? "VariableCheck" : "",
          ]))
          configuration = { for name, value in merge(concat(
            [for alarm in rule.alarm[*] : {
              AlarmName   = split(":alarm:", alarm.arn)[1]
              AlarmStates = join(",", alarm.states)
              WaitTime    = alarm.wait_minutes == null ? null : tostring(alarm.wait_minutes)
            }],
            [for codebuild in rule.codebuild[*] : {
              ProjectName   = split(":project/", codebuild.project_arn)[1]
              PrimarySource = length(rule.inputs) > 1 ? rule.inputs[0] : null
              EnvironmentVariables = length(codebuild.environment) == 0 ? null : jsonencode([
                for name, value in codebuild.environment : { name = name, value = value, type = "PLAINTEXT" }
              ])
            }],
            [for window in rule.deployment_window[*] : { Cron = window.cron, TimeZone = window.time_zone }],
            [for lambda in rule.lambda[*] : {
              FunctionName   = element(split(":function:", lambda.function.function.alias_arn), 1)
              UserParameters = lambda.user_parameters
            }],
            [for variable in rule.variable[*] : { Variable = variable.text, Operator = variable.operator, Value = variable.value }],
          )...) : name => value if value != null }
        })
      ] })
    }
  }

  rules = flatten([for conditions in var.conditions : [for condition in conditions : condition.rules]])

  rule_statements = [
    { actions = ["cloudwatch:DescribeAlarms"], resources = [for alarm in local.rules[*].alarm : alarm.arn if alarm != null] },
    # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html#edit-role-Commands
    {
      actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      resources = length([for commands in local.rules[*].commands : commands if commands != null]) == 0 ? [] : [
        for suffix in ["", ":*"] : "arn:${local.partition}:logs:*:*:log-group:/aws/codepipeline/${var.name}${suffix}"
      ]
    },
  ]
}
