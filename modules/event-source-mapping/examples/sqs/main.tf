resource "aws_sqs_queue" "movie_events" {
  name                       = var.name
  visibility_timeout_seconds = 60
  sqs_managed_sse_enabled    = true
}

module "email_notification" {
  source = "../../../lambda"

  name    = var.name
  handler = "email_notification.handler"
  timeout = 10
}

module "movie_events" {
  source = "../.."

  function = module.email_notification
  filters  = [jsonencode({ body = { type = ["MovieCreated"] } })]

  sqs = {
    queue_arn               = aws_sqs_queue.movie_events.arn
    batch_size              = 100
    batching_window_seconds = 5
    maximum_concurrency     = 2
  }
}
