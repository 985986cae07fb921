module "site" {
  source = "../.."

  name                    = var.name
  content_security_policy = "default-src 'self'; connect-src 'self' https://api.example.com; frame-ancestors 'none'"
}
