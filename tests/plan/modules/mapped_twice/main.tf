# A stream that doesn't exist yet is mapped twice to one function, and once to another one.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

module "clicks" {
  source = "../../../../modules/table"

  name             = "clicks"
  hash_key         = "id"
  stream_view_type = "NEW_IMAGE"
}

module "function" {
  source   = "../../../../modules/lambda"
  for_each = toset(["count", "archive"])

  name    = each.key
  handler = "main.handler"
}

resource "aws_sqs_queue" "failed" {
  name                    = "failed"
  sqs_managed_sse_enabled = true
}

module "inserts" {
  source = "../../../../modules/event-source-mapping"

  function = module.function["count"]
  filters  = [jsonencode({ eventName = ["INSERT"] })]
  dynamodb = { stream_arn = module.clicks.stream_arn, on_failure_arn = aws_sqs_queue.failed.arn }
}

module "removals" {
  source = "../../../../modules/event-source-mapping"

  function = module.function["count"]
  filters  = [jsonencode({ eventName = ["REMOVE"] })]
  dynamodb = { stream_arn = module.clicks.stream_arn, on_failure_arn = aws_sqs_queue.failed.arn }
}

module "archive" {
  source = "../../../../modules/event-source-mapping"

  function = module.function["archive"]
  dynamodb = { stream_arn = module.clicks.stream_arn, on_failure_arn = aws_sqs_queue.failed.arn }
}
