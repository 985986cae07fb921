variable "name" {
  type    = string
  default = "example-movie-events"
}

module "movie_events" {
  source = "../.."

  name   = var.name
  queues = { email = { consumer_timeout_seconds = 30 } }
}

output "topic_arn" {
  value = module.movie_events.topic_arn
}

output "queues" {
  value = module.movie_events.queues
}
