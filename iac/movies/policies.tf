# What each function may do: the actions that its code calls, on the ARNs that it calls them on. tests/e2e holds each
# grant against what the local AWS was asked for, so that one too many fails as one too few does.

locals {
  api_grants = {
    get_movie = {
      (aws_dynamodb_table.movies.arn) = ["dynamodb:GetItem"]
    }
    list_movies = {
      (aws_dynamodb_table.movies.arn) = ["dynamodb:Scan"]
    }
    create_movie = {
      (aws_dynamodb_table.movies.arn)              = ["dynamodb:PutItem"]
      (aws_dynamodb_table.once["idempotency"].arn) = ["dynamodb:PutItem"]
    }
    update_movie = {
      (aws_dynamodb_table.movies.arn) = ["dynamodb:UpdateItem"]
    }
    delete_movie = {
      (aws_dynamodb_table.movies.arn) = ["dynamodb:DeleteItem", "dynamodb:UpdateItem"]
    }
  }

  # Apart from the API's, so that the API's functions don't wait for queues, which take 26 s to create.
  event_grants = {
    publish_movie_events = {
      (module.movie_events.topic_arn)                     = ["sns:Publish"]
      (module.publish_movie_events_dead_letter_queue.arn) = ["sqs:SendMessage"]
    }
    email_notification = {
      (module.movie_events.queues["email"].dead_letter_queue_arn) = ["sqs:SendMessage"]
      (aws_dynamodb_table.once["deliveries"].arn)                 = ["dynamodb:DeleteItem", "dynamodb:PutItem"]
      (local.email_identities)                                    = ["ses:SendEmail"]
      (aws_sesv2_configuration_set.movies.arn)                    = ["ses:SendEmail"]
    }
  }

  # All of the account's, as SES checks the recipients' too where they are among them, and in its sandbox they are:
  # https://github.com/cloudposse/terraform-aws-ses/issues/40. What mail may come from, the condition says.
  email_identities = "${split(":identity/", aws_sesv2_email_identity.sender.arn)[0]}:identity/*"
  conditions       = { (local.email_identities) = { StringEquals = { "ses:FromAddress" = var.email_sender } } }

  api_policies = { for function, grants in local.api_grants : function => jsonencode({
    Version   = "2012-10-17"
    Statement = [for arn, actions in grants : { Effect = "Allow", Action = actions, Resource = arn }]
  }) }

  event_policies = { for function, grants in local.event_grants : function => jsonencode({
    Version = "2012-10-17"
    Statement = [for arn, actions in grants : merge(
      { Effect = "Allow", Action = actions, Resource = arn },
      contains(keys(local.conditions), arn) ? { Condition = local.conditions[arn] } : {},
    )]
  }) }
}
