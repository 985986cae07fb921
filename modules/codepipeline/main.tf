resource "aws_codepipeline" "this" {
  name           = var.name
  pipeline_type  = "V2"
  execution_mode = var.execution_mode
  role_arn       = aws_iam_role.this.arn
  tags           = var.tags

  artifact_store {
    type     = "S3"
    location = module.artifacts.bucket

    dynamic "encryption_key" {
      for_each = var.artifacts.kms_key_arn[*]

      content {
        type = "KMS"
        id   = encryption_key.value
      }
    }
  }

  dynamic "stage" {
    for_each = concat([{ name = "Source", actions = local.source_actions }], local.stages)

    content {
      name = stage.value.name

      dynamic "action" {
        for_each = stage.value.actions

        content {
          name               = action.value.name
          category           = action.value.category
          owner              = action.value.owner
          provider           = action.value.provider
          version            = "1"
          run_order          = action.value.run_order
          input_artifacts    = action.value.inputs
          output_artifacts   = action.value.outputs
          namespace          = action.value.namespace
          timeout_in_minutes = action.value.timeout_minutes
          configuration      = action.value.configuration
        }
      }

      dynamic "before_entry" {
        for_each = [for kind, condition in lookup(local.conditions, stage.value.name, {}) : condition if kind == "before_entry"]

        content {
          dynamic "condition" {
            for_each = [before_entry.value]

            content {
              result = condition.value.result

              dynamic "rule" {
                for_each = condition.value.rules

                content {
                  name            = rule.value.name
                  commands        = rule.value.commands
                  configuration   = length(rule.value.configuration) == 0 ? null : rule.value.configuration
                  input_artifacts = length(rule.value.inputs) == 0 ? null : rule.value.inputs

                  rule_type_id {
                    category = "Rule"
                    owner    = "AWS"
                    provider = rule.value.provider
                    version  = "1"
                  }
                }
              }
            }
          }
        }
      }

      dynamic "on_success" {
        for_each = [for kind, condition in lookup(local.conditions, stage.value.name, {}) : condition if kind == "on_success"]

        content {
          dynamic "condition" {
            for_each = [on_success.value]

            content {
              result = condition.value.result

              dynamic "rule" {
                for_each = condition.value.rules

                content {
                  name            = rule.value.name
                  commands        = rule.value.commands
                  configuration   = length(rule.value.configuration) == 0 ? null : rule.value.configuration
                  input_artifacts = length(rule.value.inputs) == 0 ? null : rule.value.inputs

                  rule_type_id {
                    category = "Rule"
                    owner    = "AWS"
                    provider = rule.value.provider
                    version  = "1"
                  }
                }
              }
            }
          }
        }
      }

      dynamic "on_failure" {
        for_each = [for kind, condition in lookup(local.conditions, stage.value.name, {}) : condition if kind == "on_failure"]

        content {
          result = length(on_failure.value.rules) == 0 ? on_failure.value.result : null

          dynamic "retry_configuration" {
            for_each = on_failure.value.result == "RETRY" ? [coalesce(on_failure.value.retry_mode, "FAILED_ACTIONS")] : []

            content {
              retry_mode = retry_configuration.value
            }
          }

          dynamic "condition" {
            for_each = length(on_failure.value.rules) == 0 ? [] : [on_failure.value]

            content {
              result = condition.value.result

              dynamic "rule" {
                for_each = condition.value.rules

                content {
                  name            = rule.value.name
                  commands        = rule.value.commands
                  configuration   = length(rule.value.configuration) == 0 ? null : rule.value.configuration
                  input_artifacts = length(rule.value.inputs) == 0 ? null : rule.value.inputs

                  rule_type_id {
                    category = "Rule"
                    owner    = "AWS"
                    provider = rule.value.provider
                    version  = "1"
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  dynamic "trigger" {
    for_each = local.triggers

    content {
      provider_type = "CodeStarSourceConnection"

      git_configuration {
        source_action_name = trigger.key

        dynamic "push" {
          for_each = trigger.value.push

          content {
            dynamic "branches" {
              for_each = [for patterns in [push.value.branches] : patterns if length(concat(patterns.includes, patterns.excludes)) > 0]

              content {
                includes = length(branches.value.includes) == 0 ? null : branches.value.includes
                excludes = length(branches.value.excludes) == 0 ? null : branches.value.excludes
              }
            }

            dynamic "file_paths" {
              for_each = [for patterns in [push.value.file_paths] : patterns if length(concat(patterns.includes, patterns.excludes)) > 0]

              content {
                includes = length(file_paths.value.includes) == 0 ? null : file_paths.value.includes
                excludes = length(file_paths.value.excludes) == 0 ? null : file_paths.value.excludes
              }
            }

            dynamic "tags" {
              for_each = [for patterns in [push.value.tags] : patterns if length(concat(patterns.includes, patterns.excludes)) > 0]

              content {
                includes = length(tags.value.includes) == 0 ? null : tags.value.includes
                excludes = length(tags.value.excludes) == 0 ? null : tags.value.excludes
              }
            }
          }
        }

        dynamic "pull_request" {
          for_each = trigger.value.pull_request

          content {
            events = length(pull_request.value.events) == 0 ? null : pull_request.value.events

            dynamic "branches" {
              for_each = [for patterns in [pull_request.value.branches] : patterns if length(concat(patterns.includes, patterns.excludes)) > 0]

              content {
                includes = length(branches.value.includes) == 0 ? null : branches.value.includes
                excludes = length(branches.value.excludes) == 0 ? null : branches.value.excludes
              }
            }

            dynamic "file_paths" {
              for_each = [for patterns in [pull_request.value.file_paths] : patterns if length(concat(patterns.includes, patterns.excludes)) > 0]

              content {
                includes = length(file_paths.value.includes) == 0 ? null : file_paths.value.includes
                excludes = length(file_paths.value.excludes) == 0 ? null : file_paths.value.excludes
              }
            }
          }
        }
      }
    }
  }

  dynamic "variable" {
    for_each = var.variables

    content {
      name          = variable.key
      default_value = variable.value.default
      description   = variable.value.description
    }
  }

  # CodePipeline starts a new pipeline immediately, so its role must be complete.
  depends_on = [aws_iam_role_policy.artifacts, aws_iam_role_policy.actions]
}
