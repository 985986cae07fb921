# The table's stream -> publish-movie-events -> topic -> queue -> email-notification. Each step writes to one place only, so a crash
# between two writes can't lose an event; consumers recognise a repeated delivery by the event's ID.

module "movie_events" {
  source = "../../modules/fan-out"

  name   = "${var.environment}-movie-events"
  alarms = local.alarms

  queues = {
    email = { consumer_timeout_seconds = local.event_timeout }
  }
}

module "publish_movie_events_dead_letter_queue" {
  source = "../../modules/dead-letter-queue"

  name   = "${var.environment}-publish-movie-events-dead-letter"
  alarms = local.alarms
}

module "publish_movie_events_stream" {
  source = "../../modules/event-source-mapping"

  function = module.publish_movie_events
  alarms   = local.alarms

  dynamodb = {
    stream_arn     = aws_dynamodb_table.movies.stream_arn
    on_failure_arn = module.publish_movie_events_dead_letter_queue.arn
  }
}

module "email_notification_queue" {
  source = "../../modules/event-source-mapping"

  function = module.email_notification

  sqs = {
    queue_arn = module.movie_events.queues["email"].arn
    # A new account outside SES's sandbox may send 14 messages a second; two concurrent batches stay below that.
    maximum_concurrency = 2
  }
}
