# Every alarm that the modules create by default.

variable "name" {
  type = string
}

locals {
  alarms = { actions = [aws_sns_topic.alarms.arn] }
}

# As in iac/bootstrap: a key that CloudWatch can use.
resource "aws_kms_key" "alarms" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "*" }, Action = "kms:*", Resource = "*" },
      { Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*" },
    ]
  })
}

resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = aws_kms_key.alarms.arn
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:cloudwatch:*:*:alarm:${var.name}-*" } }
    }]
  })
}

resource "aws_sqs_queue" "received" {
  name   = "${var.name}-received"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" }] })
}

resource "aws_sns_topic_subscription" "received" {
  topic_arn            = aws_sns_topic.alarms.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.received.arn
  raw_message_delivery = true
}

module "dead_letter_queue" {
  source = "../../../../modules/dead-letter-queue"

  name   = "${var.name}-dead-letter"
  alarms = local.alarms
}

module "function" {
  source = "../../../../modules/lambda"

  name                 = "${var.name}-function"
  handler              = "f.handler"
  timeout              = 1
  reserved_concurrency = 1
  alarms               = merge(local.alarms, { definitions = { invocations = { enabled = true, threshold = 5 } } })
}

module "async" {
  source = "../../../../modules/lambda"

  name    = "${var.name}-async"
  handler = "f.handler"
  alarms  = local.alarms
  async   = { maximum_retry_attempts = 0, on_failure_arn = module.dead_letter_queue.arn }
}

resource "aws_dynamodb_table" "this" {
  name             = var.name
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "id"
    type = "S"
  }
}

module "consumer" {
  source = "../../../../modules/lambda"

  name    = "${var.name}-consumer"
  handler = "f.handler"
  alarms  = local.alarms
}

module "stream" {
  source = "../../../../modules/event-source-mapping"

  function = module.consumer
  alarms   = merge(local.alarms, { iterator_age_milliseconds = 50 })

  dynamodb = {
    stream_arn     = aws_dynamodb_table.this.stream_arn
    on_failure_arn = module.dead_letter_queue.arn
  }
}

module "handler" {
  source = "../../../../modules/lambda"

  name    = "${var.name}-handler"
  handler = "f.handler"
  alarms  = local.alarms
}

module "account" {
  source = "../../../../modules/api-gateway-account"

  role_name = "${var.name}-api-gateway-logs"
}

module "rest_api" {
  source = "../../../../modules/rest-api"

  name       = "${var.name}-rest"
  methods    = { "GET /x" = { function = module.handler } }
  access_log = { role_arn = module.account.role_arn }
  alarms     = merge(local.alarms, { latency_milliseconds = 100 })
}

module "http_api" {
  source = "../../../../modules/http-api"

  name   = "${var.name}-http"
  routes = { "GET /x" = { function = module.handler } }
  alarms = merge(local.alarms, { latency_milliseconds = 100 })
}

# Not module bucket, whose lifecycle rules take the provider a minute.
resource "aws_s3_bucket" "objects" {
  bucket_prefix = "${var.name}-objects-"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "objects" {
  bucket = aws_s3_bucket.objects.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

module "pipeline" {
  source = "../../../../modules/codepipeline"

  name   = "${var.name}-pipeline"
  alarms = local.alarms

  # The object doesn't exist.
  sources = { source = { s3 = { bucket_arn = aws_s3_bucket.objects.arn, key = "source.zip" } } }

  stages = [{
    name    = "Deploy"
    actions = [{ name = "Site", inputs = ["source"], s3 = { bucket_arn = aws_s3_bucket.objects.arn } }]
  }]
}

module "machine" {
  source = "../../../../modules/state-machine"

  name   = "${var.name}-machine"
  alarms = local.alarms

  definition = jsonencode({
    StartAt        = "Choose"
    TimeoutSeconds = 1
    States = {
      Choose = { Type = "Choice", Choices = [{ Variable = "$.fail", BooleanEquals = true, Next = "Fail" }], Default = "Wait" }
      Fail   = { Type = "Fail" }
      Wait   = { Type = "Wait", Seconds = 60, End = true }
    }
  })
}

module "alarms" {
  source = "../../../../modules/service-alarms"

  name = "${var.name}-service"
  alarm_arns = merge(
    module.function.alarm_arns,
    module.async.alarm_arns,
    module.consumer.alarm_arns,
    module.stream.alarm_arns,
    module.handler.alarm_arns,
    module.rest_api.alarm_arns,
    module.http_api.alarm_arns,
    module.machine.alarm_arns,
  )
  dashboard_alarm_arns = merge(module.dead_letter_queue.alarm_arns, module.pipeline.alarm_arns)

  service_level = {
    rest_api_name    = "${var.name}-rest"
    availability     = 99.9
    latency          = 99
    milliseconds     = 100
    minimum_requests = 10
    actions          = local.alarms.actions
  }
}

output "urls" {
  value = [module.rest_api.invoke_url, module.http_api.invoke_urls["$default"]]
}

output "machine_arn" {
  value = module.machine.arn
}

output "queues" {
  value = { received = aws_sqs_queue.received.url, dead_letters = module.dead_letter_queue.url }
}
