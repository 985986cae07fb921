# Not encrypted with alias/aws/sns, which CloudWatch may not use: its alarms would reach nobody.
resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
}

resource "aws_cloudwatch_event_rule" "orders" {
  name          = "${var.name}-orders"
  event_pattern = jsonencode({ source = ["example.orders"] })
}

resource "aws_cloudwatch_event_target" "orders" {
  rule = aws_cloudwatch_event_rule.orders.name
  arn  = module.queue.arn
}

module "queue" {
  source = "../.."

  name                       = var.name
  consumer_timeout_seconds   = 10
  visibility_timeout_seconds = 180
  max_receive_count          = 20
  retention_days             = 14
  sender_arns                = [aws_cloudwatch_event_rule.orders.arn, "arn:aws:s3:::${var.name}-uploads"]
  alarms                     = { oldest_message_seconds = 600, actions = [aws_sns_topic.alarms.arn] }
  tags                       = { team = "orders" }
}
