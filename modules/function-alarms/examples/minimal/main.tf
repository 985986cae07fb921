module "alarms" {
  source = "../.."

  function_name   = var.name
  timeout_seconds = 10
}
