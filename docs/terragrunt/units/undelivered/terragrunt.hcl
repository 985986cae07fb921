include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "git::https://github.com/example/slipway.git//modules/dead-letter-queue?ref=${values.slipway}"
}

dependency "events" {
  config_path = "../events"

  # For a plan before the first apply of the other unit.
  mock_outputs                            = { topic_arn = "arn:aws:sns:eu-central-1:123456789012:order-events" }
  mock_outputs_allowed_terraform_commands = ["init", "validate", "plan"]
}

inputs = {
  name              = "${values.stage}-order-events-undelivered"
  source_topic_arns = [dependency.events.outputs.topic_arn]
}
