module "report" {
  source = "../../../lambda"

  name    = var.name
  handler = "report.handler"
}

module "dead_letters" {
  source = "../../../dead-letter-queue"

  name = "${var.name}-dead-letter"
}

module "hourly_report" {
  source = "../.."

  name                      = "${var.name}-hourly"
  description               = "Reports the last hour"
  expression                = "rate(1 hour)"
  end_date                  = "2099-12-31T00:00:00Z"
  flexible_window_minutes   = 15
  function                  = module.report
  input                     = "{\"until\": \"<aws.scheduler.scheduled-time>\"}"
  maximum_retry_attempts    = 10
  maximum_event_age_seconds = 1800
  dead_letter_queue         = module.dead_letters
  tags                      = { team = "reports" }
}
