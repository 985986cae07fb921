# One block an app: apps/<name>, deployed as <environment>-<name>. What each may do stands in policies.tf.

locals {
  # In seconds, above what the SDK may take for the calls of one request or record (libs/runtime/sdk.py: 9 a call),
  # so that a stuck call can't outlive the function. API Gateway itself gives up after 29.
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
  environment = local.api_environment
  role        = { policy = local.api_policies.get_movie, permissions_boundary = var.permissions_boundary }
}

module "list_movies" {
  source = "../../modules/lambda"

  name        = "${var.environment}-list-movies"
  description = "GET /movies"
  handler     = "list_movies.handler"
  timeout     = local.api_timeout
  environment = local.api_environment
  role        = { policy = local.api_policies.list_movies, permissions_boundary = var.permissions_boundary }
}

module "create_movie" {
  source = "../../modules/lambda"

  name        = "${var.environment}-create-movie"
  description = "POST /movies"
  handler     = "create_movie.handler"
  timeout     = local.api_timeout
  environment = merge(local.api_environment, { IDEMPOTENCY_TABLE = aws_dynamodb_table.once["idempotency"].name })
  role        = { policy = local.api_policies.create_movie, permissions_boundary = var.permissions_boundary }
}

module "update_movie" {
  source = "../../modules/lambda"

  name        = "${var.environment}-update-movie"
  description = "PUT /movies/{movieID}"
  handler     = "update_movie.handler"
  timeout     = local.api_timeout
  environment = local.api_environment
  role        = { policy = local.api_policies.update_movie, permissions_boundary = var.permissions_boundary }
}

module "delete_movie" {
  source = "../../modules/lambda"

  name        = "${var.environment}-delete-movie"
  description = "DELETE /movies/{movieID}"
  handler     = "delete_movie.handler"
  timeout     = local.api_timeout
  environment = local.api_environment
  role        = { policy = local.api_policies.delete_movie, permissions_boundary = var.permissions_boundary }
}

module "publish_movie_events" {
  source = "../../modules/lambda"

  name        = "${var.environment}-publish-movie-events"
  description = "Publishes what changed in the movies table"
  handler     = "publish_movie_events.handler"
  timeout     = local.event_timeout
  role        = { policy = local.event_policies.publish_movie_events, permissions_boundary = var.permissions_boundary }

  environment = {
    MOVIE_EVENTS_TOPIC_ARN = module.movie_events.topic_arn
    DEAD_LETTER_QUEUE_URL  = module.publish_movie_events_dead_letter_queue.url
  }
}

module "email_notification" {
  source = "../../modules/lambda"

  name        = "${var.environment}-email-notification"
  description = "Mails what changed to the recipients"
  handler     = "email_notification.handler"
  timeout     = local.event_timeout
  role        = { policy = local.event_policies.email_notification, permissions_boundary = var.permissions_boundary }

  environment = {
    EMAIL_SENDER          = aws_sesv2_email_identity.sender.email_identity
    EMAIL_RECIPIENTS      = join(",", var.email_recipients)
    SES_CONFIGURATION_SET = aws_sesv2_configuration_set.movies.configuration_set_name
    DELIVERIES_TABLE      = aws_dynamodb_table.once["deliveries"].name
    DEAD_LETTER_QUEUE_URL = module.movie_events.queues["email"].dead_letter_queue_url
    MAX_RECEIVE_COUNT     = module.movie_events.queues["email"].max_receive_count
  }
}
