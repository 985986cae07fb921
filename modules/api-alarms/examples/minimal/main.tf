module "alarms" {
  source = "../.."

  name   = var.name
  stage  = { api_name = var.name, name = "live" }
  alarms = { error_percent = 1, minimum_requests = 100, latency_milliseconds = 1000 }
}
