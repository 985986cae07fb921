module "sqs_nor_dynamodb" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  sqs      = null
}

module "sqs_and_dynamodb" {
  source = "../../../../../../modules/event-source-mapping"

  function = { function = { alias_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live", role_name = "f" } }
  sqs      = { queue_arn = "arn:aws:sqs:eu-central-1:123456789012:q" }
  dynamodb = { stream_arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/1", on_failure_arn = "arn:aws:sqs:eu-central-1:123456789012:q" }
}
