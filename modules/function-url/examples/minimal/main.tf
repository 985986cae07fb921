module "hook" {
  source = "../../../lambda"

  name    = var.name
  handler = "hook.handler"
}

module "url" {
  source = "../.."

  function = module.hook
}

module "client" {
  source = "../../../lambda"

  name        = "${var.name}-client"
  handler     = "client.handler"
  environment = { URL = module.url.url }
  role        = { statements = module.url.statements }
}
