resource "aws_kms_key" "this" {
  description             = "Orders"
  deletion_window_in_days = 7
  enable_key_rotation     = true
}

module "table" {
  source = "../.."

  name                   = var.name
  hash_key               = "customer"
  range_key              = "created"
  key_types              = { created = "N" }
  indexes                = { by-state = { hash_key = "state", range_key = "created", projected_attributes = ["total"] } }
  provisioned            = { read = { minimum = 5, maximum = 100 }, write = { minimum = 5, maximum = 50, target_percent = 60 } }
  stream_view_type       = "NEW_AND_OLD_IMAGES"
  ttl_attribute          = "expires_at"
  point_in_time_recovery = false
  deletion_protection    = false
  kms_key_arn            = aws_kms_key.this.arn
  tags                   = { team = "orders" }
}
