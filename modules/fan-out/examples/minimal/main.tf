module "movie_events" {
  source = "../.."

  name   = var.name
  queues = { email = { consumer_timeout_seconds = 30 } }
}
