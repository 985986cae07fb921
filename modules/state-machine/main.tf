locals {
  # "${name}" of the definition, as AWS SAM's DefinitionSubstitutions has it. The value is escaped, so that it can't end its string.
  # Everything else stays as it is: a template function would also read %{ and $${, which JSONata may contain.
  definition = join("", [
    for part in regexall("\\$\\{[A-Za-z0-9_]+\\}|[^$]+|\\$", var.definition) :
    can(regex("^[$][{]", part)) ? trimsuffix(trimprefix(jsonencode(var.substitutions[regex("\\w+", part)]), "\""), "\"") : part
  ])
}

resource "aws_sfn_state_machine" "this" {
  #checkov:skip=CKV_AWS_284:a choice (variable tracing)
  #checkov:skip=CKV_AWS_285:a choice (variable log): execution data may be personal data
  name       = var.name
  type       = var.type
  role_arn   = aws_iam_role.this.arn
  definition = local.definition
  tags       = var.tags

  logging_configuration {
    log_destination        = "${aws_cloudwatch_log_group.this.arn}:*"
    level                  = var.log.level
    include_execution_data = var.log.execution_data
  }

  dynamic "tracing_configuration" {
    for_each = var.tracing ? [true] : []

    content {
      enabled = true
    }
  }

  depends_on = [aws_iam_role_policy.this] # Step Functions checks that the role may write the log
}

# Below /aws/vendedlogs/ the resource policy of the account's log deliveries stays within its size:
# https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/vendedlogs/states/${var.name}"
  retention_in_days = var.log.retention_days
  kms_key_id        = var.log.kms_key_arn
  tags              = var.tags
}

module "alarms" {
  source = "../metric-alarms"

  name    = var.name
  actions = var.alarms.actions
  tags    = var.tags

  # https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
  alarms = { for key, alarm in {
    timed-out = { metric = "ExecutionsTimedOut", description = "Executions of ${var.name} took longer than TimeoutSeconds." }
    failed    = { metric = "ExecutionsFailed", description = "Executions of ${var.name} failed: read their error and cause." }
    aborted   = { metric = "ExecutionsAborted", description = "Executions of ${var.name} were stopped." }
    throttled = { metric = "ExecutionThrottled", description = "Step Functions throttles the state transitions of ${var.name}." }
    } : key => merge(alarm, {
      namespace  = "AWS/States"
      dimensions = { StateMachineArn = aws_sfn_state_machine.this.arn }
      threshold  = 0
  }) if var.alarms.enabled }
}
