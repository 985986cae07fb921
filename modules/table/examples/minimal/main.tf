module "table" {
  source = "../.."

  name                = var.name
  hash_key            = "id"
  deletion_protection = false
}
