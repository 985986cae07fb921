resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/24"
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.0.0/28"
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "Lets the function out to AWS's HTTPS endpoints"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  description       = "HTTPS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_efs_file_system" "models" {
  creation_token = var.name
  encrypted      = true
}

resource "aws_efs_access_point" "models" {
  file_system_id = aws_efs_file_system.models.id

  posix_user {
    uid = 1000
    gid = 1000
  }
}

resource "aws_efs_mount_target" "models" {
  file_system_id  = aws_efs_file_system.models.id
  subnet_id       = aws_subnet.this.id
  security_groups = [aws_security_group.this.id]
}

resource "aws_s3_bucket" "layers" {
  bucket = "${var.name}-layers"
}

resource "aws_s3_object" "shared" {
  bucket         = aws_s3_bucket.layers.bucket
  key            = "shared.zip"
  content_base64 = filebase64("${path.module}/../../placeholder/python.zip")
}

resource "aws_lambda_layer_version" "shared" {
  layer_name               = var.name
  s3_bucket                = aws_s3_object.shared.bucket
  s3_key                   = aws_s3_object.shared.key
  compatible_architectures = ["x86_64"]
}

resource "aws_sns_topic" "failed" {
  name              = "${var.name}-failed"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic" "done" {
  name              = "${var.name}-done"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_cloudwatch_event_rule" "nightly" {
  name                = var.name
  schedule_expression = "cron(0 3 * * ? *)"
}

resource "aws_cloudwatch_event_target" "nightly" {
  rule = aws_cloudwatch_event_rule.nightly.name
  arn  = module.import_movies.function.alias_arn
}

module "import_movies" {
  source = "../.."

  name                 = var.name
  description          = "Imports new movies every night"
  handler              = "import_movies.handler"
  runtime              = "python3.12"
  architecture         = "x86_64"
  memory_size          = 1024
  timeout              = 300
  ephemeral_storage    = 2048
  layers               = [aws_lambda_layer_version.shared.arn]
  tracing              = true
  reserved_concurrency = 1
  log                  = { retention_days = 90, level = "DEBUG" }
  tags                 = { team = "movies" }

  vpc = {
    subnet_ids         = [aws_subnet.this.id]
    security_group_ids = [aws_security_group.this.id]
  }

  file_system = {
    access_point_arn = aws_efs_access_point.models.arn
    mount_path       = "/mnt/models"
    mount_target_ids = [aws_efs_mount_target.models.id]
  }

  role = {
    statements = [
      {
        actions   = ["s3:ListBucket"]
        resources = [aws_s3_bucket.layers.arn]
        condition = { StringLike = { "s3:prefix" = ["imports/*"] } }
      },
    ]
  }

  async = {
    maximum_event_age_seconds = 3600
    maximum_retry_attempts    = 1
    dead_letter_arn           = aws_sns_topic.failed.arn
    on_failure_arn            = aws_sns_topic.failed.arn
    on_success_arn            = aws_sns_topic.done.arn
  }

  callers = {
    nightly = { principal = "events.amazonaws.com", source_arn = aws_cloudwatch_event_rule.nightly.arn }
  }
}
