resource "aws_s3_bucket" "artifacts" {
  bucket_prefix = "${substr(var.name, 0, 36)}-"
  force_destroy = true
}

resource "aws_kms_key" "this" {
  description             = var.name
  deletion_window_in_days = 7
}

resource "aws_ssm_parameter" "token" {
  name   = "/${var.name}/token"
  type   = "SecureString"
  key_id = aws_kms_key.this.arn
  value  = "to be set by hand"

  lifecycle {
    ignore_changes = [value]
  }
}

resource "aws_secretsmanager_secret" "registry" {
  name                    = "${var.name}-registry"
  recovery_window_in_days = 0
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.0.0/28"
}

resource "aws_security_group" "builds" {
  name        = var.name
  description = "Lets builds out to AWS's HTTPS endpoints"
  vpc_id      = aws_vpc.this.id
}

module "build" {
  source = "../.."

  name        = var.name
  description = "Builds the site from the code and the data."
  buildspec   = "build/site.yml"
  artifacts   = { bucket_arn = aws_s3_bucket.artifacts.arn, kms_key_arn = aws_kms_key.this.arn }
  compute     = { architecture = "x86_64", type = "BUILD_GENERAL1_MEDIUM", privileged = true }
  timeouts    = { build_minutes = 15, queued_minutes = 60 }
  cache       = { docker_layers = true }
  log         = { retention_days = 7 }
  tags        = { team = "movies" }

  vpc = {
    id                 = aws_vpc.this.id
    subnet_arns        = [aws_subnet.private.arn]
    security_group_ids = [aws_security_group.builds.id]
  }

  environment = {
    STAGE    = { value = "dev" }
    TOKEN    = { parameter = aws_ssm_parameter.token, kms_key_arn = aws_kms_key.this.arn }
    PASSWORD = { secret = { arn = aws_secretsmanager_secret.registry.arn, json_key = "password" } }
  }

  role = {
    statements = [{
      actions   = ["codeartifact:GetAuthorizationToken"]
      resources = ["arn:aws:codeartifact:eu-central-1:123456789012:domain/example"]
    }]
  }
}
