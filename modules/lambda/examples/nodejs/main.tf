module "function" {
  source = "../.."

  name    = var.name
  handler = "index.handler"
  runtime = "nodejs22.x"
}
