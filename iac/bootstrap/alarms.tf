# A topic for each environment whose alarms somebody receives. The stacks' variable alarm_actions takes its ARN. The topics are here
# because each receiver confirms the subscription once, and a key for all of them costs less than one a stack.

locals {
  # A dashboard belongs to no region.
  dashboards = { for environment in var.environments : environment => "arn:${local.partition}:cloudwatch::${local.account_id}:dashboard/${environment}-*" }

  alarm_environments = setunion(keys(var.alarm_emails), keys(var.alarm_slack))

  subscriptions = merge([
    for environment, emails in var.alarm_emails : {
      for email in emails : "${environment} ${email}" => { environment = environment, email = email }
    }
  ]...)
}

# CloudWatch can't use AWS's own key for SNS:
# https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
resource "aws_kms_key" "alarms" {
  count = length(local.alarm_environments) == 0 ? 0 : 1

  description         = "Encrypts the topics of the alarms"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "IamDecides"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "CloudWatchPublishes"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
      },
    ]
  })
}

resource "aws_sns_topic" "alarms" {
  for_each = local.alarm_environments

  name              = "${var.name}-alarms-${each.key}"
  kms_master_key_id = aws_kms_key.alarms[0].arn
}

resource "aws_sns_topic_policy" "alarms" {
  for_each = aws_sns_topic.alarms

  arn = each.value.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "CloudWatchPublishes"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "${local.arns.sns}:${each.value.name}" # known, so that a plan shows the policy
      # Only alarms of the topic's environment:
      # https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html#sns-allow-cloudwatch-alarm-to-publish-to-topic-in-another-account
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "${local.arns.cloudwatch}:alarm:${each.key}-*" }
      }
    }]
  })
}

resource "aws_sns_topic_subscription" "alarms" {
  for_each = local.subscriptions

  topic_arn = aws_sns_topic.alarms[each.value.environment].arn
  protocol  = "email"
  endpoint  = each.value.email
}
