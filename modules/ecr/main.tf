resource "aws_ecr_repository" "this" {
  #checkov:skip=CKV_AWS_136:a choice (variable kms_key_arn): images are encrypted in any case
  name                 = var.name
  image_tag_mutability = var.immutable_tags ? "IMMUTABLE" : "MUTABLE"
  force_delete         = var.force_delete
  tags                 = var.tags

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = var.kms_key_arn == null ? "AES256" : "KMS"
    kms_key         = var.kms_key_arn
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name

  policy = jsonencode({
    rules = concat(
      [{
        rulePriority = 1
        description  = "Untagged images"
        selection = {
          tagStatus   = "untagged"
          countType   = "sinceImagePushed"
          countUnit   = "days"
          countNumber = var.expiration.untagged_days
        }
        action = { type = "expire" }
      }],
      [for count in var.expiration.tagged_count[*] : {
        rulePriority = 2
        description  = "Old images"
        selection = {
          tagStatus      = "tagged"
          tagPatternList = ["*"]
          countType      = "imageCountMoreThan"
          countNumber    = count
        }
        action = { type = "expire" }
      }],
    )
  })

  lifecycle {
    replace_triggered_by = [aws_ecr_repository.this.arn] # another key replaces the repository, whose new one has the same name
  }
}
