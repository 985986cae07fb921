locals {
  alarms = { actions = var.alarm_actions }
}

# What the canaries of deployments listen to: `alarm` in each app.toml. Not the alarm of the pipeline, which a build may fail.
module "alarms" {
  source = "../../modules/service-alarms"

  name = "${var.environment}-frontend"
  alarm_arns = merge(
    module.algorithms_stream.alarm_arns,
    module.sync_algorithm_metadata.alarm_arns,
    module.invalidate_cache.alarm_arns,
    module.slack_notification.alarm_arns,
  )

  dashboard_alarm_arns = merge(
    module.pipeline.alarm_arns, module.notifications.alarm_arns, values(module.dead_letter_queue)[*].alarm_arns...
  )
}
