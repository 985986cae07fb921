resource "aws_dynamodb_table" "movies" {
  name                        = "${var.environment}-movies"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  deletion_protection_enabled = var.deletion_protection

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

# What a repeated call or a redelivered message must not do twice. Both forget by themselves.
resource "aws_dynamodb_table" "once" {
  for_each = {
    idempotency = "key"
    deliveries  = "event_id"
  }

  name         = "${var.environment}-movies-${each.key}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = each.value

  attribute {
    name = each.value
    type = "S"
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  server_side_encryption {
    enabled = true
  }
}
