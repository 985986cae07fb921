resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
}

module "alarms" {
  source = "../.."

  function_name        = var.name
  timeout_seconds      = 60
  reserved_concurrency = 20
  sources              = ["async", "dead_letter", "stream"]

  alarms = {
    actions = [aws_sns_topic.alarms.arn]

    definitions = {
      errors       = { threshold = 1, minimum = 100 }
      duration     = { threshold = 2000, statistic = "p90" }
      throttles    = { period_seconds = 300 }
      concurrency  = { enabled = false }
      iterator_age = { threshold = 600000 }

      slow = {
        name        = "{function}-Duration-IMPORTANT"
        description = "The mean is the price of a page"
        metric      = "Duration"
        statistic   = "Average"
        threshold   = 200
      }
    }
  }
}
