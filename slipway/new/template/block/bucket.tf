
module "%{module}" {
  source = "%{source}"

  name_prefix   = "${var.environment}-%{name}-"
  force_destroy = var.environment == "dev"
}
