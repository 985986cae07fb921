# Not encrypted with alias/aws/sns, which CloudWatch may not use: its alarms would reach nobody.
resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
}

module "movie_events" {
  source = "../.."

  name   = var.name
  alarms = { actions = [aws_sns_topic.alarms.arn] }
  tags   = { team = "movies" }

  queues = {
    email = {
      consumer_timeout_seconds   = 30
      visibility_timeout_seconds = 300
      max_receive_count          = 10
    }
    audit = {
      consumer_timeout_seconds = 5
      retention_days           = 14
      filter_policy            = jsonencode({ Type = ["MovieDeleted"] })
    }
  }
}
