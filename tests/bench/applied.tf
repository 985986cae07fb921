variable "names" {
  type = set(string)
}

resource "aws_iam_role" "app" {
  for_each           = var.names
  name               = "applied-${each.key}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

resource "aws_cloudwatch_log_group" "app" {
  for_each          = var.names
  name              = "/aws/lambda/applied-${each.key}"
  retention_in_days = 30
}

resource "aws_iam_role_policy" "app" {
  for_each = var.names
  name     = "function"
  role     = aws_iam_role.app[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "${aws_cloudwatch_log_group.app[each.key].arn}:*" }] })
}

resource "aws_lambda_function" "app" {
  for_each         = var.names
  function_name    = "applied-${each.key}"
  role             = aws_iam_role.app[each.key].arn
  handler          = "${replace(each.key, "-", "_")}.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]
  filename         = "${path.module}/../../build/${each.key}.zip"
  source_code_hash = filebase64sha256("${path.module}/../../build/${each.key}.zip")
  publish          = true
}

resource "aws_lambda_alias" "live" {
  for_each         = var.names
  name             = "live"
  function_name    = aws_lambda_function.app[each.key].function_name
  function_version = aws_lambda_function.app[each.key].version
}
