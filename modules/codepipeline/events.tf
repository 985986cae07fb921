locals {
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/create-S3-source-events.html and …/create-cwe-ecr-source.html
  event_patterns = merge(
    { for key, s3 in local.s3 : key => {
      source        = ["aws.s3"]
      "detail-type" = ["Object Created"]
      detail        = { bucket = { name = [split(":::", s3.bucket_arn)[1]] }, object = { key = [s3.key] } }
    } },
    { for key, ecr in local.ecr : key => {
      source        = ["aws.ecr"]
      "detail-type" = ["ECR Image Action"]
      detail = {
        "action-type"     = ["PUSH"]
        "image-tag"       = [ecr.tag]
        "repository-name" = [split(":repository/", ecr.repository_arn)[1]]
        result            = ["SUCCESS"]
      }
    } },
  )
}

resource "aws_cloudwatch_event_rule" "source" {
  for_each = local.event_patterns

  name          = "${var.name}-${each.key}"
  description   = "Starts the pipeline ${var.name} when its source ${each.key} changes."
  event_pattern = jsonencode(each.value)
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "pipeline" {
  for_each = local.event_patterns

  rule     = aws_cloudwatch_event_rule.source[each.key].name
  arn      = aws_codepipeline.this.arn
  role_arn = aws_iam_role.events[0].arn

  depends_on = [aws_iam_role_policy.events]
}

# One role for all rules, as each does the same: it starts this pipeline.
resource "aws_iam_role" "events" {
  count = length(local.event_patterns) == 0 ? 0 : 1

  name                 = "${var.name}-events"
  path                 = var.role.path
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
      # https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
      Condition = { StringEquals = { "aws:SourceAccount" = element(split(":", aws_codepipeline.this.arn), 4) } }
    }]
  })
}

resource "aws_iam_role_policy" "events" {
  count = length(aws_iam_role.events)

  name = "start"
  role = aws_iam_role.events[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "codepipeline:StartPipelineExecution"
      Resource = aws_codepipeline.this.arn
    }]
  })

  lifecycle {
    replace_triggered_by = [aws_iam_role.events[count.index].unique_id] # IAM deletes it with its role, whose new one has the same name
  }
}
