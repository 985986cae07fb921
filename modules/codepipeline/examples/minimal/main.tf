resource "aws_s3_bucket" "site" {
  bucket_prefix = "${var.name}-site-"
  force_destroy = true
}

resource "aws_codestarconnections_connection" "github" {
  name          = substr(var.name, 0, 32)
  provider_type = "GitHub"
}

module "pipeline" {
  source = "../.."

  name = var.name

  sources = {
    site = {
      github = {
        connection_arn = aws_codestarconnections_connection.github.arn
        repository     = "example/site"
      }
    }
  }

  stages = [{
    name = "Deploy"
    actions = [{
      name   = "Site"
      inputs = ["site"]
      s3     = { bucket_arn = aws_s3_bucket.site.arn }
    }]
  }]
}
