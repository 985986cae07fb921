resource "aws_iam_role" "this" {
  name                 = var.role_name
  path                 = var.role.path
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = "sts:AssumeRole"
      # Without aws:SourceAccount: API Gateway doesn't document that it names its source when it assumes this role.
      # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
      Principal = { Service = "apigateway.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "logs"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      # API Gateway tests these on its own log groups when the account is set, and refuses a role without them:
      # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
      Action = [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
      ]
      Resource = "*"
    }]
  })

  lifecycle {
    replace_triggered_by = [aws_iam_role.this.unique_id] # IAM deletes it with its role, whose new one has the same name
  }
}

resource "aws_api_gateway_account" "this" {
  cloudwatch_role_arn = aws_iam_role.this.arn

  depends_on = [aws_iam_role_policy.this]
}
