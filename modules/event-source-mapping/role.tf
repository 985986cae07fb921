locals {
  on_failure_actions = { sqs = ["sqs:SendMessage"], sns = ["sns:Publish"] }

  # Lambda polls, and sends what failed, with the function's role:
  # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
  # https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html#events-dynamodb-permissions
  # https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
  statements = concat(
    [for sqs in var.sqs[*] : {
      actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      resources = [sqs.queue_arn]
    }],
    [for dynamodb in var.dynamodb[*] : {
      actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
      resources = [dynamodb.stream_arn]
    }],
    flatten([for kinesis in var.kinesis[*] : [
      {
        actions = [
          "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards",
        ]
        resources = [split("/consumer/", kinesis.stream_arn)[0]]
      },
      {
        actions   = ["kinesis:SubscribeToShard"]
        resources = [for arn in [kinesis.stream_arn] : arn if strcontains(arn, "/consumer/")]
      },
    ]]),
    flatten([for stream in local.stream[*] : [
      {
        actions   = local.on_failure_actions[split(":", stream.on_failure_arn)[2]]
        resources = [stream.on_failure_arn]
      },
      {
        actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
        resources = stream.on_failure_kms_key_arn[*]
      },
    ]]),
    [{
      actions   = ["kms:Decrypt"]
      resources = [for source in [var.sqs, local.stream] : source.kms_key_arn if try(source.kms_key_arn, null) != null]
    }],
  )
}

resource "aws_iam_role_policy" "this" {
  name_prefix = "event-source-mapping-" # a function can have several
  role        = var.function.function.role_name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for statement in local.statements : { Effect = "Allow", Action = statement.actions, Resource = statement.resources }
      if length(statement.resources) > 0
    ]
  })
}
