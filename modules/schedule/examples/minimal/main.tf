module "report" {
  source = "../../../lambda"

  name    = var.name
  handler = "report.handler"
}

module "nightly_report" {
  source = "../.."

  name       = "${var.name}-nightly"
  expression = "cron(0 3 * * ? *)"
  time_zone  = "Europe/Berlin"
  function   = module.report
}
