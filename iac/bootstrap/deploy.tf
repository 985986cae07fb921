# The permissions of `slipway deploy`, `rollback`, `status` and `prune`.

resource "aws_iam_role_policy" "deploy" {
  for_each = var.environments

  name = "deploy"
  role = aws_iam_role.deploy[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "lambda:CreateAlias", # previous, for rollback
          "lambda:GetAlias",
          "lambda:GetFunction",
          "lambda:InvokeFunction",
          "lambda:ListAliases",
          "lambda:ListVersionsByFunction",
          "lambda:PublishVersion",
          "lambda:UpdateAlias",
          "lambda:UpdateFunctionCode",
        ]
        Resource = "${local.arns.lambda}:function:${each.key}-*"
      },
      {
        # Only with a version number: without one, the call deletes the whole function. An action on a version can be limited to its ARN:
        # https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
        Effect   = "Allow"
        Action   = "lambda:DeleteFunction"
        Resource = [for digit in range(10) : "${local.arns.lambda}:function:${each.key}-*:${digit}*"]
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"] # Lambda reads the zip with the caller's permissions
        Resource = "arn:${local.partition}:s3:::${aws_s3_bucket.artifacts.bucket}/${each.key}-*/*.zip"
      },
      {
        Effect   = "Allow"
        Action   = "cloudwatch:DescribeAlarms"
        Resource = "*" # a list action
      },
    ]
  })
}
