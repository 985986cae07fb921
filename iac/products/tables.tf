resource "aws_dynamodb_table" "products" {
  name                        = "${var.environment}-products"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = coalesce(var.deletion_protection, var.environment != "dev")

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}
