module "queues_key_with_a_dot" {
  source = "../../../../../../modules/fan-out"

  name   = "events"
  queues = { "a.b" = { consumer_timeout_seconds = 30 } }
}
