module "movies" {
  source = "../../../lambda"

  name    = var.name
  handler = "movies.handler"
}

locals {
  signed = { type = "AWS_IAM" }
  user   = { type = "JWT", authorizer = "users", scopes = ["movies/write"] }
}

module "api" {
  source = "../.."

  name        = var.name
  description = "Movies"
  throttling  = { rate = 20, burst = 10 }
  access_log  = { retention_days = 7 }
  metrics     = true
  tags        = { team = "movies" }

  routes = {
    "GET /movies"              = { function = module.movies }
    "POST /movies"             = { function = module.movies, authorization = local.user, throttling = { rate = 2, burst = 1 } }
    "DELETE /movies/{movieID}" = { function = module.movies, authorization = local.signed, timeout_milliseconds = 5000 }
    "$default"                 = { function = module.movies }
  }

  authorizers = {
    users = { issuer = var.issuer, audience = ["movies"] }
  }

  cors = {
    allow_origins     = [var.allow_origin]
    allow_headers     = ["authorization", "content-type"]
    expose_headers    = ["etag", "location"]
    allow_credentials = true
  }
}
