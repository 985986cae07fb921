locals {
  deletion_protection = coalesce(var.deletion_protection, var.environment != "dev")
}

resource "aws_dynamodb_table" "movies" {
  name                        = "${var.environment}-movies"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  deletion_protection_enabled = local.deletion_protection

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

# The original responses by idempotency key: a repeated POST creates no second movie.
resource "aws_dynamodb_table" "idempotency" {
  name                        = "${var.environment}-movies-idempotency"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "key"
  deletion_protection_enabled = local.deletion_protection

  attribute {
    name = "key"
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

# The e-mails sent by event id: a message that is delivered twice sends no second e-mail.
resource "aws_dynamodb_table" "deliveries" {
  name                        = "${var.environment}-movies-deliveries"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "event_id"
  deletion_protection_enabled = local.deletion_protection

  attribute {
    name = "event_id"
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
