resource "aws_kms_key" "this" {
  description             = "Images"
  deletion_window_in_days = 7
  enable_key_rotation     = true
}

module "ecr" {
  source = "../.."

  name           = "${var.name}/builds"
  immutable_tags = false
  expiration     = { untagged_days = 3, tagged_count = 20 }
  kms_key_arn    = aws_kms_key.this.arn
  force_delete   = true
  tags           = { team = "movies" }

  pull = {
    codebuild_project_arns = ["arn:aws:codebuild:eu-central-1:123456789012:project/site"]
    lambda_function_arns   = ["arn:aws:lambda:eu-central-1:123456789012:function:movies-*"]
    account_ids            = ["210987654321"]
  }
}
