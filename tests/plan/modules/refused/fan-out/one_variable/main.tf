module "name_with_a_dot" {
  source = "../../../../../../modules/fan-out"

  name   = "a.b"
  queues = {}
}

module "queues_consumer_timeout_zero" {
  source = "../../../../../../modules/fan-out"

  name   = "events"
  queues = { q = { consumer_timeout_seconds = 0 } }
}

module "queues_visibility_timeout_below_six_times" {
  source = "../../../../../../modules/fan-out"

  name   = "events"
  queues = { q = { consumer_timeout_seconds = 30, visibility_timeout_seconds = 179 } }
}

module "queues_max_receive_count_zero" {
  source = "../../../../../../modules/fan-out"

  name   = "events"
  queues = { q = { consumer_timeout_seconds = 30, max_receive_count = 0 } }
}

module "queues_retention_too_long" {
  source = "../../../../../../modules/fan-out"

  name   = "events"
  queues = { q = { consumer_timeout_seconds = 30, retention_days = 15 } }
}

module "queues_filter_policy_no_json" {
  source = "../../../../../../modules/fan-out"

  name   = "events"
  queues = { q = { consumer_timeout_seconds = 30, filter_policy = "Type" } }
}
