resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = var.async == null ? [] : var.aliases

  function_name                = var.name
  qualifier                    = each.key
  maximum_event_age_in_seconds = var.async.maximum_event_age_seconds
  maximum_retry_attempts       = var.async.maximum_retry_attempts

  dynamic "destination_config" {
    for_each = var.async.on_failure_arn == null && var.async.on_success_arn == null ? [] : [var.async]

    content {
      dynamic "on_failure" {
        for_each = destination_config.value.on_failure_arn[*]

        content {
          destination = on_failure.value
        }
      }

      dynamic "on_success" {
        for_each = destination_config.value.on_success_arn[*]

        content {
          destination = on_success.value
        }
      }
    }
  }

  lifecycle {
    # Lambda deletes it with its alias. So it is also created after the alias and, as the function is, after the role's permissions.
    replace_triggered_by = [aws_lambda_alias.this[each.key].arn]
  }
}

moved {
  from = aws_lambda_function_event_invoke_config.this[0]
  to   = aws_lambda_function_event_invoke_config.this["live"]
}
