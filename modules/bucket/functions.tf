locals {
  # EventBridge has no pattern for a prefix and a suffix together.
  key_operators = { for name, each in var.functions : name => each.suffix == "" ? "prefix" : each.prefix == "" ? "suffix" : "wildcard" }
  key_patterns = { for name, each in var.functions : name => {
    (local.key_operators[name]) = join(local.key_operators[name] == "wildcard" ? "*" : "", [each.prefix, each.suffix])
  } }
}

# Not by the bucket's own notification: its function would have to exist before the bucket, whose ARN the function's role needs.
resource "aws_cloudwatch_event_rule" "this" {
  for_each = var.functions

  name        = "${trimsuffix(var.name_prefix, "-")}-${each.key}"
  description = "Objects of ${aws_s3_bucket.this.bucket} for ${each.value.function.function.name}"
  tags        = var.tags

  event_pattern = jsonencode({
    source        = ["aws.s3"]
    "detail-type" = each.value.events
    detail = merge(
      { bucket = { name = [aws_s3_bucket.this.bucket] } },
      each.value.prefix == "" && each.value.suffix == "" ? {} : { object = { key = [local.key_patterns[each.key]] } },
    )
  })
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = var.functions

  rule = aws_cloudwatch_event_rule.this[each.key].name
  arn  = each.value.function.function.alias_arn
}

resource "aws_lambda_permission" "this" {
  for_each = var.functions

  statement_id_prefix = "bucket-"
  action              = "lambda:InvokeFunction"
  function_name       = each.value.function.function.name
  qualifier           = each.value.function.function.alias_name
  principal           = "events.amazonaws.com"
  source_arn          = aws_cloudwatch_event_rule.this[each.key].arn
}
