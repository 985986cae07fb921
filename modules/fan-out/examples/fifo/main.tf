module "orders" {
  source = "../.."

  name = "${var.name}.fifo"

  queues = {
    large = {
      consumer_timeout_seconds = 30
      filter_policy            = jsonencode({ order = { total = [{ numeric = [">=", 100] }] } })
      filter_scope             = "MessageBody"
    }
  }
}
