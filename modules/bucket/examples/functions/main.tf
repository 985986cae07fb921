module "bucket" {
  source = "../.."

  name_prefix   = substr("${var.name}-", 0, 37)
  eventbridge   = true
  force_destroy = true

  functions = {
    index = { function = module.index, prefix = "reports/", suffix = ".csv" }
  }
}

module "index" {
  source = "../../../lambda"

  name    = var.name
  handler = "index.handler"

  role = {
    statements = [{ actions = ["s3:GetObject", "s3:PutObject"], resources = ["${module.bucket.arn}/*"] }]
  }
}
