locals {
  # The calls of the definition, "dynamodb:deleteItem": optimized integrations and those of the AWS SDK.
  calls = toset([
    for match in regexall("\"arn:[^:\"]+:states:::(?:aws-sdk:)?([a-z0-9]+:[A-Za-z0-9]+)", var.definition) : match[0]
  ])

  # Where IAM's name differs from that of the API:
  # https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
  iam_services = {
    applicationautoscaling   = "application-autoscaling"
    cloudwatchlogs           = "logs"
    cognitoidentityprovider  = "cognito-idp"
    costexplorer             = "ce"
    dynamodbstreams          = "dynamodb"
    efs                      = "elasticfilesystem"
    elasticloadbalancingv2   = "elasticloadbalancing"
    emr                      = "elasticmapreduce"
    eventbridge              = "events"
    opensearch               = "es"
    rdsdata                  = "rds-data"
    resourcegroupstaggingapi = "tag"
    sesv2                    = "ses"
    sfn                      = "states"
  }
  iam_actions = {
    "lambda:invoke"              = "lambda:InvokeFunction"
    "s3:completeMultipartUpload" = "s3:PutObject"
    "s3:createMultipartUpload"   = "s3:PutObject"
    "s3:deleteObjects"           = "s3:DeleteObject"
    "s3:getBucketEncryption"     = "s3:GetEncryptionConfiguration"
    "s3:headBucket"              = "s3:ListBucket"
    "s3:headObject"              = "s3:GetObject"
    "s3:listBuckets"             = "s3:ListAllMyBuckets"
    "s3:listObjectVersions"      = "s3:ListBucketVersions"
    "s3:listObjects"             = "s3:ListBucket"
    "s3:listObjectsV2"           = "s3:ListBucket"
    "s3:uploadPart"              = "s3:PutObject"
  }

  log_delivery = [
    "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:GetLogDelivery",
    "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
  ]
  traces = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"]

  statements = concat(
    [for call in sort(local.calls) : {
      actions = [lookup(local.iam_actions, call, join(":", [
        lookup(local.iam_services, split(":", call)[0], split(":", call)[0]), title(split(":", call)[1]),
      ]))]
      resources = var.resources[call]
    }],
    # None has resource-level permissions: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
    var.log.level == "OFF" ? [] : [{ actions = local.log_delivery, resources = ["*"] }],
    var.tracing ? [{ actions = local.traces, resources = ["*"] }] : [],
  )
}

resource "aws_iam_role" "this" {
  name                 = var.name
  path                 = var.role.path
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "states.amazonaws.com" }
      # Only for a machine of this account: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
      Condition = { StringEquals = { "aws:SourceAccount" = split(":", aws_cloudwatch_log_group.this.arn)[4] } }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "run"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for statement in local.statements : {
      Effect   = "Allow"
      Action   = statement.actions
      Resource = statement.resources
    }]
  })

  lifecycle {
    replace_triggered_by = [aws_iam_role.this.unique_id] # IAM deletes it with its role, whose new one has the same name
  }
}
