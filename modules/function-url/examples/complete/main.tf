module "hook" {
  source = "../../../lambda"

  name    = var.name
  handler = "index.handler"
  runtime = "nodejs22.x"
}

module "url" {
  source = "../.."

  function      = module.hook
  authorization = "AWS_IAM"
  callers       = { partner = "210987654321" }
  invoke_mode   = "RESPONSE_STREAM"

  cors = {
    allow_origins   = ["https://www.example.com"]
    allow_methods   = ["GET", "POST"]
    allow_headers   = ["content-type"]
    expose_headers  = ["x-request-id"]
    max_age_seconds = 600
  }
}
