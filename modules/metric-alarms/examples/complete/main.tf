resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
}

module "alarms" {
  source = "../.."

  name    = var.name
  actions = [aws_sns_topic.alarms.arn]

  alarms = {
    bounces = {
      namespace  = "AWS/SES"
      expression = "IF(sent >= 20, 100 * bounced / sent, 0)"
      threshold  = 5
      metrics = {
        bounced = { metric = "Bounce" }
        sent    = { metric = "Send" }
      }
    }

    slow = {
      namespace           = "AWS/Lambda"
      metric              = "Duration"
      dimensions          = { FunctionName = var.name }
      statistic           = "p99"
      threshold           = 2000
      evaluation_periods  = 3
      datapoints_to_alarm = 2
    }
  }
}
