# The maximum permissions of an environment's roles: those of functions, pipelines, builds and event rules, never IAM, never another
# environment. An apply role can create roles, so without the boundary it could do anything.

resource "aws_iam_policy" "boundary" {
  for_each = var.environments

  name        = "${var.name}-boundary-${each.key}"
  description = "Bounds every role that ${var.name}-apply-${each.key} creates."

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "dynamodb:BatchGetItem",
          "dynamodb:BatchWriteItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:DeleteItem",
          "dynamodb:DescribeStream",
          "dynamodb:GetItem",
          "dynamodb:GetRecords",
          "dynamodb:GetShardIterator",
          "dynamodb:ListStreams",
          "dynamodb:PutItem",
          "dynamodb:Query",
          "dynamodb:Scan",
          "dynamodb:UpdateItem",
        ]
        Resource = "${local.arns.dynamodb}:table/${each.key}-*"
      },
      {
        Effect = "Allow"
        Action = [
          "codebuild:BatchGetBuilds",
          "codebuild:StartBuild",
          "codepipeline:GetPipelineExecution",
          "codepipeline:ListActionExecutions",
          "codepipeline:StartPipelineExecution",
          "events:PutEvents",
          "lambda:InvokeFunction",
          "sns:Publish",
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ReceiveMessage",
          "sqs:SendMessage",
        ]
        Resource = [
          "${local.arns.codebuild}:project/${each.key}-*",
          "${local.arns.codepipeline}:${each.key}-*",
          "${local.arns.events}:event-bus/${each.key}-*",
          "${local.arns.lambda}:function:${each.key}-*",
          "${local.arns.sns}:${each.key}-*",
          "${local.arns.sqs}:${each.key}-*",
        ]
      },
      {
        Effect = "Allow"
        Action = [
          "s3:GetBucketAcl",
          "s3:GetBucketLocation",
          "s3:GetBucketVersioning",
          "s3:GetObject",
          "s3:GetObjectTagging",
          "s3:GetObjectVersion",
          "s3:GetObjectVersionTagging",
          "s3:ListBucket",
          "s3:ListBucketVersions",
          "s3:PutObject",
          "s3:PutObjectTagging",
        ]
        Resource = "arn:${local.partition}:s3:::${each.key}-*"
      },
      {
        Effect   = "Allow"
        Action   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation", "cloudfront:ListInvalidations"]
        Resource = local.cloudfront.distribution
      },
      {
        Effect   = "Allow"
        Action   = "codestar-connections:UseConnection"
        Resource = local.connections
      },
      {
        Effect   = "Allow"
        Action   = "ssm:GetParameter"
        Resource = "${local.arns.ssm}:parameter/${each.key}/*"
      },
      {
        # Neither action supports resource-level permissions. What protects a job is its id, which only its function receives.
        Effect   = "Allow"
        Action   = ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["ses:SendEmail", "ses:SendRawEmail"]
        Resource = ["${local.arns.ses}:configuration-set/${each.key}-*", "${local.arns.ses}:identity/*"]
      },
      {
        # The services above use their KMS keys with the caller's permissions, as Lambda does for a function's environment:
        # https://repost.aws/knowledge-center/lambda-kmsaccessdeniedexception-errors
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource = "${local.arns.kms}:key/*"
        Condition = { StringEquals = {
          "kms:ViaService" = [
            for service in ["dynamodb", "lambda", "s3", "sns", "sqs", "ssm"] : "${service}.${var.region}.amazonaws.com"
          ]
        } }
      },
      {
        # API Gateway tests its role on its own log groups (modules/api-gateway-account).
        Effect = "Allow"
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
      },
      {
        # For tracing and vpc of modules/lambda; none of these can be limited to a function.
        Effect = "Allow"
        Action = [
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:UnassignPrivateIpAddresses",
          "xray:PutTelemetryRecords",
          "xray:PutTraceSegments",
        ]
        Resource = "*"
      },
    ]
  })
}
