# Mail that was not delivered, or that its recipient called spam. SES reports both to EventBridge, hours after the function has sent it.

module "bounces" {
  source = "../../modules/dead-letter-queue"
  count  = var.bounce_queue ? 1 : 0

  name             = "${var.environment}-movies-bounces-dead-letter"
  source_rule_arns = [aws_cloudwatch_event_rule.bounces[0].arn]
  alarms           = local.alarms
}

resource "aws_sesv2_configuration_set_event_destination" "bounces" {
  count = var.bounce_queue ? 1 : 0

  configuration_set_name = aws_sesv2_configuration_set.movies.configuration_set_name
  event_destination_name = "bounces"

  event_destination {
    enabled              = true
    matching_event_types = ["BOUNCE", "COMPLAINT"]

    event_bridge_destination {
      # SES sends to the default bus only.
      event_bus_arn = replace(aws_sesv2_configuration_set.movies.arn, "/:ses:(.*):configuration-set.*/", ":events:$1:event-bus/default")
    }
  }
}

resource "aws_cloudwatch_event_rule" "bounces" {
  count = var.bounce_queue ? 1 : 0

  name        = "${var.environment}-movies-bounces"
  description = "Bounces and complaints of the mail that ${var.environment}-email-notification sends"

  event_pattern = jsonencode({
    source      = ["aws.ses"]
    detail-type = ["Email Bounced", "Email Complaint Received"]
    detail      = { mail = { tags = { "ses:configuration-set" = [aws_sesv2_configuration_set.movies.configuration_set_name] } } }
  })
}

resource "aws_cloudwatch_event_target" "bounces" {
  count = var.bounce_queue ? 1 : 0

  rule = aws_cloudwatch_event_rule.bounces[0].name
  arn  = module.bounces[0].arn
}
