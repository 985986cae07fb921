module "list_cloud_providers" {
  source = "../.."

  name                    = var.name
  handler                 = "list_cloud_providers.handler"
  aliases                 = ["test", "prod"]
  provisioned_concurrency = { prod = 2 }

  released_by = "cloud-providers"

  callers = {
    nightly = { principal = "events.amazonaws.com", source_account = "123456789012", alias = "prod" }
  }
}
