# The table's stream -> sync-algorithm-metadata -> one object per algorithm type -> the pipeline.

locals {
  deletion_protection = coalesce(var.deletion_protection, var.environment != "dev")

  algorithm_types = toset(["recommendation", "search", "similarity"])
  complete        = "PACKAGE_TESTS_COMPLETE"
}

resource "aws_dynamodb_table" "algorithms" {
  name                        = "${var.environment}-algorithms"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "algorithm"
  range_key                   = "version"
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  deletion_protection_enabled = local.deletion_protection

  attribute {
    name = "algorithm"
    type = "S"
  }

  attribute {
    name = "version"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

module "algorithms_stream" {
  source = "../../modules/event-source-mapping"

  function = module.sync_algorithm_metadata
  alarms   = local.alarms

  dynamodb = {
    stream_arn     = aws_dynamodb_table.algorithms.stream_arn
    on_failure_arn = module.dead_letter_queue["sync-algorithm-metadata"].arn
  }

  # Only a version that becomes complete: a new item with that phase, or one that had another phase, or none, before.
  filters = [
    jsonencode({
      eventName = ["INSERT"]
      dynamodb  = { NewImage = { phase = { S = [local.complete] } } }
    }),
    jsonencode({
      eventName = ["MODIFY"]
      dynamodb = {
        NewImage = { phase = { S = [local.complete] } }
        OldImage = { phase = { S = [{ "anything-but" = [local.complete] }, { exists = false }] } }
      }
    }),
  ]
}
