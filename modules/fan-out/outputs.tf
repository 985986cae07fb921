output "topic_arn" {
  description = "ARN of the topic, for the publisher's permissions (sns:Publish) and environment."
  value       = aws_sns_topic.this.arn
}

output "queues" {
  description = "The queues, by their key: { arn, url, name, dead_letter_queue_arn, dead_letter_queue_url, max_receive_count }."
  value = {
    for key, queue in aws_sqs_queue.this : key => {
      arn                   = queue.arn
      url                   = queue.url
      name                  = queue.name
      dead_letter_queue_arn = module.dead_letter_queue[key].arn
      dead_letter_queue_url = module.dead_letter_queue[key].url
      max_receive_count     = var.queues[key].max_receive_count
    }
  }
}

output "alarm_arns" {
  description = "ARNs of the alarms by their names: module service-alarms takes them."
  value       = merge(module.alarms.alarm_arns, values(module.dead_letter_queue)[*].alarm_arns...)
}
