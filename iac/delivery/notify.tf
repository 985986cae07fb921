# The last stage reports a success. Starts and failures are events, since a failed pipeline runs no further action.

locals {
  notify = [for arn in var.notify_function_arn[*] : { function = { alias_arn = arn } }]
}

resource "aws_cloudwatch_event_rule" "pipeline" {
  count = length(local.notify)

  name        = "${local.pipeline_name}-notify"
  description = "The pipeline ${local.pipeline_name} starts or fails"

  event_pattern = jsonencode({
    source      = ["aws.codepipeline"]
    detail-type = ["CodePipeline Pipeline Execution State Change"]
    detail      = { pipeline = [local.pipeline_name], state = ["STARTED", "FAILED"] }
  })
}

resource "aws_cloudwatch_event_target" "pipeline" {
  count = length(local.notify)

  rule = aws_cloudwatch_event_rule.pipeline[0].name
  arn  = var.notify_function_arn
}

resource "aws_lambda_permission" "notify" {
  count = length(local.notify)

  statement_id  = local.pipeline_name
  action        = "lambda:InvokeFunction"
  function_name = split(":", var.notify_function_arn)[6]
  qualifier     = split(":", var.notify_function_arn)[7]
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.pipeline[0].arn
}
