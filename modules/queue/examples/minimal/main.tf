module "queue" {
  source = "../.."

  name                     = var.name
  consumer_timeout_seconds = 30
}
