module "token" {
  source = "../.."

  name                 = "${var.name}/token"
  recovery_window_days = 0
}

module "payment" {
  source = "../../../lambda"

  name        = var.name
  handler     = "payment.handler"
  environment = { TOKEN_NAME = module.token.name }
  role        = { statements = module.token.statements }
}
