module "function" {
  source = "../.."

  name    = var.name
  handler = "bootstrap"
  runtime = "provided.al2023"
}
