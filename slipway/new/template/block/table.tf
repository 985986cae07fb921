
module "%{module}" {
  source = "%{source}"

  name                = "${var.environment}-%{name}"
  hash_key            = "id"
  deletion_protection = var.environment != "dev"
}
