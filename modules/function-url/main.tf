locals {
  alias_arn     = var.function.function.alias_arn
  function_name = var.function.function.name
  alias_name    = var.function.function.alias_name
}

resource "aws_lambda_function_url" "this" {
  #checkov:skip=CKV_AWS_258:a choice (variable authorization) whose default is AWS_IAM
  function_name      = local.function_name
  qualifier          = local.alias_name
  authorization_type = var.authorization
  invoke_mode        = var.invoke_mode

  dynamic "cors" {
    for_each = var.cors[*]

    content {
      allow_origins     = cors.value.allow_origins
      allow_methods     = cors.value.allow_methods
      allow_headers     = cors.value.allow_headers
      expose_headers    = cors.value.expose_headers
      allow_credentials = cors.value.allow_credentials
      max_age           = cors.value.max_age_seconds
    }
  }
}

# A caller of another account needs both: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
resource "aws_lambda_permission" "url" {
  for_each = var.callers

  statement_id           = "${each.key}-url"
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = local.function_name
  qualifier              = local.alias_name
  principal              = each.value
  function_url_auth_type = "AWS_IAM"
}

resource "aws_lambda_permission" "invoke" {
  for_each = var.callers

  statement_id  = "${each.key}-invoke"
  action        = "lambda:InvokeFunction"
  function_name = local.function_name
  qualifier     = local.alias_name
  principal     = each.value
}
