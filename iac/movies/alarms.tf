locals {
  alarms = { actions = var.alarm_actions }

  functions = [
    module.list_movies,
    module.create_movie,
    module.get_movie,
    module.update_movie,
    module.delete_movie,
    module.publish_movie_events,
    module.email_notification,
  ]
}

# What the canaries of deployments listen to: `alarm` in each app.toml.
module "alarms" {
  source = "../../modules/service-alarms"

  name       = "${var.environment}-movies"
  alarm_arns = merge(module.api.alarm_arns, module.publish_movie_events_stream.alarm_arns, local.functions[*].alarm_arns...)

  log_group_names = local.functions[*].function.log_group_name

  service_level = var.service_level == null ? null : merge(var.service_level, {
    rest_api_name = "${var.environment}-movies"
    actions       = var.alarm_actions
  })

  dashboard_alarm_arns = merge(
    module.movie_events.alarm_arns, module.publish_movie_events_dead_letter_queue.alarm_arns, module.bounces[*].alarm_arns...
  )
}
