module "account" {
  source = "../../../api-gateway-account"

  role_name = "${var.name}-api-gateway-logs"
}

module "movies" {
  source = "../../../lambda"

  name    = var.name
  handler = "movies.handler"
}

locals {
  signed = { type = var.write_authorization }
  movie  = { models = { "application/json" = "Movie" } }
}

module "api" {
  source = "../.."

  name        = var.name
  description = "Movies"
  throttling  = { rate = 20, burst = 10 }
  access_log  = { role_arn = module.account.role_arn, retention_days = 7 }
  metrics     = true
  tracing     = true
  tags        = { team = "movies" }

  methods = {
    "GET /movies"              = { function_name = module.movies.name }
    "POST /movies"             = { function_name = module.movies.name, authorization = local.signed, request = local.movie }
    "GET /movies/{movieID}"    = { function_name = module.movies.name }
    "PUT /movies/{movieID}"    = { function_name = module.movies.name, authorization = local.signed, request = local.movie }
    "DELETE /movies/{movieID}" = { function_name = module.movies.name, authorization = local.signed }
  }

  functions = [module.movies]

  binary_media_types = ["image/*"]

  models = {
    Movie = jsonencode({
      "$schema"  = "http://json-schema.org/draft-04/schema#"
      type       = "object"
      required   = ["title"]
      properties = { title = { type = "string", minLength = 1, maxLength = 200 } }
    })
  }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "execute-api:/*" },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "execute-api:Invoke"
        Resource  = "execute-api:/*/DELETE/movies/*"
        Condition = { NotIpAddress = { "aws:SourceIp" = "192.0.2.0/24" } }
      },
    ]
  })

  cors = {
    allow_origins = var.allow_origins
    allow_headers = ["authorization", "content-type"]
  }
}
