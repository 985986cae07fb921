locals {
  keys = concat([var.hash_key, var.range_key], flatten([for index in values(var.indexes) : [index.hash_key, index.range_key]]))
}

resource "aws_dynamodb_table" "this" {
  name                        = var.name
  billing_mode                = var.provisioned == null ? "PAY_PER_REQUEST" : "PROVISIONED"
  read_capacity               = try(var.provisioned.read.minimum, null)
  write_capacity              = try(var.provisioned.write.minimum, null)
  hash_key                    = var.hash_key
  range_key                   = var.range_key
  stream_enabled              = var.stream_view_type != null
  stream_view_type            = var.stream_view_type
  deletion_protection_enabled = var.deletion_protection
  tags                        = var.tags

  # DynamoDB refuses the definition of an attribute that isn't a key.
  dynamic "attribute" {
    for_each = toset([for key in local.keys : key if key != null])

    content {
      name = attribute.value
      type = lookup(var.key_types, attribute.value, "S")
    }
  }

  dynamic "global_secondary_index" {
    for_each = var.indexes

    content {
      name               = global_secondary_index.key
      hash_key           = global_secondary_index.value.hash_key
      range_key          = global_secondary_index.value.range_key
      read_capacity      = try(var.provisioned.read.maximum, null)
      write_capacity     = try(var.provisioned.write.maximum, null)
      projection_type    = global_secondary_index.value.projected_attributes == null ? "ALL" : "INCLUDE"
      non_key_attributes = global_secondary_index.value.projected_attributes
    }
  }

  dynamic "ttl" {
    for_each = var.ttl_attribute[*]

    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }

  point_in_time_recovery {
    enabled = var.point_in_time_recovery
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }

  lifecycle {
    ignore_changes = [read_capacity, write_capacity] # of Application Auto Scaling
  }
}
