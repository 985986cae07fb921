# Not encrypted with alias/aws/sns, which CloudWatch may not use: its alarms would reach nobody.
resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
}

resource "aws_sns_topic" "orders" {
  name              = "${var.name}-orders"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_cloudwatch_event_rule" "orders" {
  name          = "${var.name}-orders"
  event_pattern = jsonencode({ source = ["orders"] })
}

resource "aws_kms_key" "this" {
  description             = "Messages that could not be processed"
  deletion_window_in_days = 7
  enable_key_rotation     = true
}

module "dead_letter_queue" {
  source = "../.."

  name              = "${var.name}-dead-letter"
  source_queue_arns = [replace(aws_sns_topic.orders.arn, ":sns:", ":sqs:")]
  source_topic_arns = [aws_sns_topic.orders.arn]
  source_rule_arns  = [aws_cloudwatch_event_rule.orders.arn]
  retention_days    = 7
  kms_key_arn       = aws_kms_key.this.arn
  alarms            = { actions = [aws_sns_topic.alarms.arn] }
  tags              = { team = "orders" }
}
