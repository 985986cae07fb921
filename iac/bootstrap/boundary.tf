# The maximum permissions of an environment's roles: those of functions, pipelines, builds and event rules, never IAM, never another
# environment. An apply role can create roles, so without the boundary it could do anything.

locals {
  # Known before the policy is created, so that a plan shows the policies with it.
  boundaries = { for environment in var.environments :
    environment => "arn:${local.partition}:iam::${local.account_id}:policy/${var.name}-boundary-${environment}"
  }

  # Not by a function's code: every call that it makes with its role has this key.
  not_by_code = { Null = { "lambda:SourceFunctionArn" = "true" } }
}

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
          "dynamodb:*Item",
          "dynamodb:DescribeStream",
          "dynamodb:DescribeTable",
          "dynamodb:GetRecords",
          "dynamodb:GetShardIterator",
          "dynamodb:ListStreams",
          "dynamodb:Query",
          "dynamodb:Scan",
        ]
        Resource = "${local.arns.dynamodb}:table/${each.key}-*"
      },
      {
        # Those of lambda, except InvokeFunction, are of deploy-functions. So a role that may release has at most what the environment's
        # functions have. The patterns keep the policy within its 6144 characters.
        Effect = "Allow"
        Action = [
          "codebuild:BatchGetBuilds",
          "codebuild:StartBuild",
          "codepipeline:GetPipelineExecution",
          "codepipeline:ListActionExecutions",
          "codepipeline:StartPipelineExecution",
          "ecr:*LayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
          "events:PutEvents",
          "lambda:CreateAlias",
          "lambda:GetAlias",
          "lambda:GetFunction*",
          "lambda:InvokeFunction*",
          "lambda:PublishVersion",
          "lambda:UpdateAlias",
          "lambda:UpdateFunctionCode",
          "sns:Publish",
          "sqs:*Message",
          "sqs:ChangeMessageVisibility",
          "sqs:GetQueueAttributes",
          "states:StartExecution",
        ]
        Resource = [
          "${local.arns.codebuild}:project/${each.key}-*",
          "${local.arns.codepipeline}:${each.key}-*",
          "${local.arns.ecr}:repository/${each.key}-*",
          "${local.arns.events}:event-bus/${each.key}-*",
          "${local.arns.lambda}:function:${each.key}-*",
          "${local.arns.sns}:${each.key}-*",
          "${local.arns.sqs}:${each.key}-*",
          "${local.arns.states}:stateMachine:${each.key}-*",
        ]
      },
      {
        # For the machine that deletes packages and their stacks, which CloudFormation deletes with the role of each.
        Effect    = "Allow"
        Action    = ["cloudformation:DeleteStack", "cloudformation:DescribeStacks", "s3:DeleteObject"]
        Resource  = ["${local.arns.cloudformation}:stack/${each.key}-*", "arn:${local.partition}:s3:::${each.key}-packages-*"]
        Condition = local.not_by_code
      },
      {
        Effect = "Allow"
        Action = [
          "s3:GetBucketAcl",
          "s3:GetBucketLocation",
          "s3:GetBucketVersioning",
          "s3:GetObject",
          "s3:GetObject*Tagging",
          "s3:GetObjectVersion",
          "s3:ListBucket*",
          "s3:PutObject",
          "s3:PutObjectTagging",
        ]
        Resource = "arn:${local.partition}:s3:::${each.key}-*"
      },
      {
        # For the actions invalidate-cache and deploy-api of pipelines.
        Effect = "Allow"
        Action = [
          "apigateway:GET",
          "apigateway:PATCH",
          "apigateway:POST",
          "apigateway:PUT",
          "cloudfront:*Invalidation*",
        ]
        Resource  = ["${local.apis}/apis/*", "${local.apis}/restapis/*", local.cloudfront.distribution]
        Condition = local.owned[each.key]
      },
      {
        Effect   = "Allow"
        Action   = local.connection_actions.Use
        Resource = local.connections
        # Roles read repositories, and push to none:
        # https://docs.aws.amazon.com/dtconsole/latest/userguide/security_iam_id-based-policy-examples-connections.html
        Condition = { StringEqualsIfExists = merge(local.not_of_another[each.key].StringEqualsIfExists, {
          for service in local.connection_services : "${service}:ProviderPermissionsRequired" => "read_only"
        }) }
      },
      {
        # A build's environment variables are read with GetParameters, a function's with GetParameter.
        Effect = "Allow"
        Action = ["secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameters"]
        Resource = [
          "${local.arns.secretsmanager}:secret:${each.key}-*",
          "${local.arns.secretsmanager}:secret:${each.key}/*",
          "${local.arns.ssm}:parameter/${each.key}/*",
        ]
      },
      {
        # What environments may have in common: images of builds and sources of pipelines, file systems of functions, and identities of SES,
        # which also checks a recipient that is an identity of the account and may have no tag.
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:DescribeImages",
          "ecr:GetDownloadUrlForLayer",
          "elasticfilesystem:ClientMount",
          "elasticfilesystem:ClientWrite",
          "ses:SendEmail",
          "ses:SendRawEmail",
        ]
        Resource = [
          "${local.arns.ecr}:repository/*",
          "${local.arns.ses}:configuration-set/${each.key}-*",
          local.file_systems[1],
          local.identities,
        ]
        Condition = local.not_of_another[each.key]
      },
      {
        # List actions, or without resource-level permissions. What protects a job is its id, which only its function receives.
        Effect = "Allow"
        Action = [
          "cloudwatch:DescribeAlarms",
          "codepipeline:PutJob*Result",
          "ecr:GetAuthorizationToken",
          "logs:DescribeLogGroups",
          "xray:PutT*",
        ]
        Resource = "*"
      },
      {
        # The services above use their KMS keys with the caller's permissions, as Lambda does for a function's environment:
        # https://repost.aws/knowledge-center/lambda-kmsaccessdeniedexception-errors
        # AWS's own keys have no tags.
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource = "${local.arns.kms}:key/*"
        Condition = merge(local.not_of_another[each.key], { StringEquals = {
          "kms:ViaService" = [
            for service in ["dynamodb", "lambda", "s3", "secretsmanager", "sns", "sqs", "ssm"] : "${service}.${var.region}.amazonaws.com"
          ]
        } })
      },
      {
        Effect = "Allow"
        Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
        # Step Functions writes the logs of machines.
        Resource = [for arn in local.log_groups[each.key] : arn if !strcontains(arn, "vendedlogs")]
      },
      {
        # API Gateway has one role for the logs of all APIs of a region, so of all environments (modules/api-gateway-account), and
        # tests it on its log groups.
        Effect = "Allow"
        Action = [
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:DescribeLogStreams",
          "logs:FilterLogEvents",
          "logs:GetLogEvents",
          "logs:PutLogEvents",
        ]
        Resource  = [for name in ["/aws/apigateway/", "API-Gateway-Execution-Logs_"] : "${local.arns.logs}:log-group:${name}*"]
        Condition = { ArnLike = { "aws:PrincipalArn" = replace(local.roles[each.key], "*", "*api-gateway-logs") } }
      },
      {
        # For vpc of modules/lambda. Lambda calls EC2 before the function runs, the function's own code may not:
        # https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
        # A subnet may be another account's, which shares its VPC.
        Effect = "Allow"
        Action = [
          "ec2:*ssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
        ]
        Resource  = [for kind in ["network-interface", "security-group", "subnet"] : "arn:${local.partition}:ec2:${var.region}:*:${kind}/*"]
        Condition = merge(local.not_of_another[each.key], local.not_by_code)
      },
      {
        # List actions, and those of a state machine's log, without resource-level permissions.
        Effect    = "Allow"
        Action    = ["ec2:Describe*", "logs:*LogDeliver*", "logs:*ResourcePolic*"]
        Resource  = "*"
        Condition = local.not_by_code
      },
      {
        # For vpc of modules/codebuild, which limits it to the subnets of the project:
        # https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
        Effect    = "Allow"
        Action    = "ec2:CreateNetworkInterfacePermission"
        Resource  = "arn:${local.partition}:ec2:${var.region}:*:network-interface/*"
        Condition = { StringEquals = { "ec2:AuthorizedService" = "codebuild.amazonaws.com" } }
      },
    ]
  })
}
