locals {
  account_id = element(split(":", aws_cloudwatch_log_group.this.arn), 4) # without an API call for each function
  role_arn   = one(concat(aws_iam_role.this[*].arn, var.role.existing[*].arn))

  statements = concat(
    [for statement in coalesce(var.role.statements, []) : merge(
      { Effect = "Allow", Action = statement.actions, Resource = statement.resources },
      { for condition in statement.condition[*] : "Condition" => condition },
    )],
    flatten([for policy in var.role.policy[*] : jsondecode(policy).Statement]),
    [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.this.arn}:*"
    }],
    var.tracing ? [{
      Effect   = "Allow"
      Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
      Resource = "*" # neither action supports resource-level permissions
    }] : [],
    # Lambda creates the network interfaces with the function's role; none of these actions can be limited to the function's own:
    # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    var.vpc == null ? [] : [{
      Effect = "Allow"
      Action = [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
      ]
      Resource = "*"
    }],
    # https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html#configuration-filesystem-permissions
    [for files in var.file_system[*] : {
      Effect    = "Allow"
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
      Resource  = replace(files.access_point_arn, "/:access-point/.*/", ":file-system/*") # which has no ID of the file system
      Condition = { StringEquals = { "elasticfilesystem:AccessPointArn" = files.access_point_arn } }
    }],
    [for arn in var.async == null ? [] : distinct(compact([
      var.async.dead_letter_arn, var.async.on_failure_arn, var.async.on_success_arn,
      ])) : {
      Effect = "Allow"
      Action = {
        sqs    = "sqs:SendMessage"
        sns    = "sns:Publish"
        lambda = "lambda:InvokeFunction"
        events = "events:PutEvents"
      }[split(":", arn)[2]]
      Resource = arn
    }],
  )
}

resource "aws_iam_role" "this" {
  count = var.role.existing == null ? 1 : 0

  name                 = var.name
  path                 = var.role.path
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
      # Only for a function of this account, as in lambda-trust-policy.json of https://github.com/aws/agent-toolkit-for-aws.
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  count = var.role.existing == null ? 1 : 0

  name   = "function"
  role   = var.name # created before, since replace_triggered_by refers to it
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements })

  lifecycle {
    replace_triggered_by = [aws_iam_role.this[count.index].unique_id] # IAM deletes it with its role, whose new one has the same name
  }
}
