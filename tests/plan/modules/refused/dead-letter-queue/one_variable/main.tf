module "name_with_a_dot" {
  source = "../../../../../../modules/dead-letter-queue"

  name = "a.b"
}

module "source_queue_arns_too_many" {
  source = "../../../../../../modules/dead-letter-queue"

  name              = "q"
  source_queue_arns = [for number in range(11) : "arn:aws:sqs:eu-central-1:123456789012:q${number}"]
}

module "retention_days_too_long" {
  source = "../../../../../../modules/dead-letter-queue"

  name           = "q"
  retention_days = 15
}
