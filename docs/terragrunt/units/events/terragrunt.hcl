include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "git::https://github.com/example/slipway.git//modules/fan-out?ref=${values.slipway}"
}

inputs = {
  name = "${values.stage}-order-events"

  queues = {
    email = { consumer_timeout_seconds = 10, retention_days = values.retention_days }
  }
}
