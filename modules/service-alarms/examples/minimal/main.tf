module "function_alarms" {
  source = "../../../function-alarms"

  function_name   = var.name
  timeout_seconds = 10
}

module "dead_letter_queue" {
  source = "../../../dead-letter-queue"

  name = "${var.name}-dead-letter"
}

module "alarms" {
  source = "../.."

  name                 = var.name
  alarm_arns           = module.function_alarms.alarm_arns
  dashboard_alarm_arns = module.dead_letter_queue.alarm_arns
  log_group_names      = ["/aws/lambda/${var.name}"]
  queries              = { deletions = "filter method = 'DELETE' | stats count(*) as requests by status" }
  service_level        = { function_name = var.name, availability = 99.9 }
}
