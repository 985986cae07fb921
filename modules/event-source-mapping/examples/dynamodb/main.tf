resource "aws_dynamodb_table" "movies" {
  name             = var.name
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_sns_topic" "failed" {
  name              = "${var.name}-failed"
  kms_master_key_id = "alias/aws/sns"
}

module "publish_movie_events" {
  source = "../../../lambda"

  name    = var.name
  handler = "publish_movie_events.handler"
}

module "movies" {
  source = "../.."

  function = module.publish_movie_events
  filters  = [jsonencode({ eventName = ["INSERT", "REMOVE"] })]

  dynamodb = {
    stream_arn             = aws_dynamodb_table.movies.stream_arn
    on_failure_arn         = aws_sns_topic.failed.arn
    maximum_retry_attempts = 2
  }
}
