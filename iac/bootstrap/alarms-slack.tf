# Amazon Q Developer in chat applications, formerly AWS Chatbot. Someone must first authorize the workspace in its console:
# https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html

resource "aws_iam_role" "slack" {
  count = length(var.alarm_slack) == 0 ? 0 : 1

  name        = "${var.name}-alarms-slack"
  description = "Lets Amazon Q Developer post alarms to Slack: it may do nothing in the account"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "chatbot.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })
}

resource "aws_chatbot_slack_channel_configuration" "alarms" {
  for_each = var.alarm_slack

  configuration_name    = "${var.name}-alarms-${each.key}"
  iam_role_arn          = aws_iam_role.slack[0].arn
  slack_team_id         = each.value.team_id
  slack_channel_id      = each.value.channel_id
  sns_topic_arns        = [aws_sns_topic.alarms[each.key].arn]
  guardrail_policy_arns = ["arn:${local.partition}:iam::aws:policy/CloudWatchReadOnlyAccess"]
  logging_level         = "ERROR"
}
