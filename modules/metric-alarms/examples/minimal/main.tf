module "alarms" {
  source = "../.."

  name = var.name

  alarms = {
    bounces = {
      namespace   = "AWS/SES"
      metric      = "Reputation.BounceRate"
      statistic   = "Average"
      threshold   = 0.05
      description = "AWS may pause the account's e-mail: remove the addresses that bounce."
    }
  }
}
