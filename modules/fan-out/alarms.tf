module "alarms" {
  source = "../metric-alarms"

  name    = local.base_name
  actions = var.alarms.actions
  tags    = var.tags

  alarms = {
    for key, queue in var.queues : "${key}-oldest-message" => {
      description = "The consumer of ${local.names[key]} is behind: a message waits for longer than all its attempts take. Read the consumer's log."
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = local.names[key] }
      statistic   = "Maximum"
      threshold   = coalesce(var.alarms.oldest_message_seconds, local.visibility_timeouts[key] * queue.max_receive_count)
    } if var.alarms.enabled
  }
}
