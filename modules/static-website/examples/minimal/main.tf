module "site" {
  source = "../.."

  name            = var.name
  connect_origins = ["https://api.example.com"]
}
