# The last stage reports a success. Starts and failures are events, since a failed pipeline runs no further action.

locals {
  notify = [for arn in var.notify_function_arn[*] : { function = { alias_arn = arn } }]
}

# The function reads the queue, and may be deployed after the first execution has started.
resource "aws_cloudwatch_event_rule" "pipeline" {
  count = var.notify_queue_arn == null ? 0 : 1

  name        = "${local.pipeline_name}-notify"
  description = "The pipeline ${local.pipeline_name} starts or fails"

  event_pattern = jsonencode({
    source      = ["aws.codepipeline"]
    detail-type = ["CodePipeline Pipeline Execution State Change"]
    detail      = { pipeline = [local.pipeline_name], state = ["STARTED", "FAILED"] }
  })
}

resource "aws_cloudwatch_event_target" "pipeline" {
  count = var.notify_queue_arn == null ? 0 : 1

  rule = aws_cloudwatch_event_rule.pipeline[0].name
  arn  = var.notify_queue_arn
}
