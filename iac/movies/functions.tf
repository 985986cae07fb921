# One module block per app: apps/<name> is deployed as <environment>-<name>. A role allows the actions that the code calls, on the
# resources that it calls them on; tests/e2e fail for a grant that is missing and for one that nothing uses.

locals {
  # In seconds, longer than the SDK takes at most for the calls of one request or record (libs/runtime/aws.py: 9 a call), so
  # that a stuck call ends before the function does. API Gateway gives up after 29.
  api_timeout   = 20
  event_timeout = 60

  api_environment = merge(
    { MOVIES_TABLE = aws_dynamodb_table.movies.name },
    var.cors_allow_origin == null ? {} : { CORS_ALLOW_ORIGIN = var.cors_allow_origin },
  )
}

module "get_movie" {
  source = "../../modules/lambda"

  name        = "${var.environment}-get-movie"
  description = "GET /movies/{movieID}"
  handler     = "get_movie.handler"
  timeout     = local.api_timeout
  alarms      = local.alarms
  traces      = var.traces
  environment = local.api_environment

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements           = [{ actions = ["dynamodb:GetItem"], resources = [aws_dynamodb_table.movies.arn] }]
  }
}

module "list_movies" {
  source = "../../modules/lambda"

  name        = "${var.environment}-list-movies"
  description = "GET /movies"
  handler     = "list_movies.handler"
  timeout     = local.api_timeout
  alarms      = local.alarms
  traces      = var.traces
  environment = local.api_environment

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements           = [{ actions = ["dynamodb:Scan"], resources = [aws_dynamodb_table.movies.arn] }]
  }
}

module "create_movie" {
  source = "../../modules/lambda"

  name        = "${var.environment}-create-movie"
  description = "POST /movies"
  handler     = "create_movie.handler"
  timeout     = local.api_timeout
  alarms      = local.alarms
  traces      = var.traces
  environment = merge(local.api_environment, { IDEMPOTENCY_TABLE = aws_dynamodb_table.idempotency.name })

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements           = [{ actions = ["dynamodb:PutItem"], resources = [aws_dynamodb_table.movies.arn, aws_dynamodb_table.idempotency.arn] }]
  }
}

module "update_movie" {
  source = "../../modules/lambda"

  name        = "${var.environment}-update-movie"
  description = "PUT /movies/{movieID}"
  handler     = "update_movie.handler"
  timeout     = local.api_timeout
  alarms      = local.alarms
  traces      = var.traces
  environment = local.api_environment

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements           = [{ actions = ["dynamodb:UpdateItem"], resources = [aws_dynamodb_table.movies.arn] }]
  }
}

module "delete_movie" {
  source = "../../modules/lambda"

  name        = "${var.environment}-delete-movie"
  description = "DELETE /movies/{movieID}"
  handler     = "delete_movie.handler"
  timeout     = local.api_timeout
  alarms      = local.alarms
  traces      = var.traces
  environment = local.api_environment

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements           = [{ actions = ["dynamodb:DeleteItem", "dynamodb:UpdateItem"], resources = [aws_dynamodb_table.movies.arn] }]
  }
}

module "publish_movie_events" {
  source = "../../modules/lambda"

  name        = "${var.environment}-publish-movie-events"
  description = "Publishes each change of the movies table"
  handler     = "publish_movie_events.handler"
  timeout     = local.event_timeout
  alarms      = local.alarms
  traces      = var.traces

  environment = {
    MOVIE_EVENTS_TOPIC_ARN = module.movie_events.topic_arn
    DEAD_LETTER_QUEUE_URL  = module.publish_movie_events_dead_letter_queue.url
  }

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements = [
      { actions = ["sns:Publish"], resources = [module.movie_events.topic_arn] },
      { actions = ["sqs:SendMessage"], resources = [module.publish_movie_events_dead_letter_queue.arn] },
    ]
  }
}

module "email_notification" {
  source = "../../modules/lambda"

  name        = "${var.environment}-email-notification"
  description = "Sends an e-mail for each movie event"
  handler     = "email_notification.handler"
  timeout     = local.event_timeout
  alarms      = local.alarms
  traces      = var.traces

  environment = {
    EMAIL_SENDER          = var.email_sender
    EMAIL_RECIPIENTS      = join(",", var.email_recipients)
    SES_CONFIGURATION_SET = aws_sesv2_configuration_set.movies.configuration_set_name
    DELIVERIES_TABLE      = aws_dynamodb_table.deliveries.name
    DEAD_LETTER_QUEUE_URL = module.movie_events.queues["email"].dead_letter_queue_url
    MAX_RECEIVE_COUNT     = module.movie_events.queues["email"].max_receive_count
  }

  role = {
    permissions_boundary = var.permissions_boundary
    path                 = var.role_path
    statements = [
      { actions = ["dynamodb:DeleteItem", "dynamodb:PutItem"], resources = [aws_dynamodb_table.deliveries.arn] },
      { actions = ["sqs:SendMessage"], resources = [module.movie_events.queues["email"].dead_letter_queue_arn] },
      { actions = ["ses:SendEmail"], resources = [aws_sesv2_configuration_set.movies.arn] },
      {
        # On every identity of the account: SES also checks a recipient that is one, as in its sandbox each must be.
        # https://github.com/cloudposse/terraform-aws-ses/issues/40
        actions   = ["ses:SendEmail"]
        resources = ["${split(":identity/", aws_sesv2_email_identity.sender.arn)[0]}:identity/*"]
        condition = { StringEquals = { "ses:FromAddress" = [var.email_sender] } }
      },
    ]
  }
}
