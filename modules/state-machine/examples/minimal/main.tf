resource "aws_sqs_queue" "packages" {
  name                    = var.name
  sqs_managed_sse_enabled = true
}

module "machine" {
  source = "../.."

  name          = var.name
  definition    = file("${path.module}/announce.asl.json")
  substitutions = { queue_url = aws_sqs_queue.packages.url }
  tracing       = true
  resources     = { "sqs:sendMessage" = [aws_sqs_queue.packages.arn] }
}
