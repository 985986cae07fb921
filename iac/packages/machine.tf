data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  # CloudFormation deletes a stack's resources with the role that the stack was created with, so the machine needs no permission for them:
  # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
  stacks = join(":", [
    "arn", data.aws_partition.current.partition, "cloudformation", var.region, data.aws_caller_identity.current.account_id,
    "stack/${var.environment}-package-*",
  ])
}

module "delete_package" {
  source = "../../modules/state-machine"

  name       = "${var.environment}-delete-package"
  definition = file("${path.module}/delete-package.asl.json")
  role       = { permissions_boundary = var.permissions_boundary, path = var.role_path }
  alarms     = local.alarms

  substitutions = {
    table              = module.packages.name
    bucket             = module.files.bucket
    first_wait_seconds = var.waits.first_seconds
    attempts           = var.waits.attempts
  }

  resources = {
    "dynamodb:updateItem"           = [module.packages.arn]
    "dynamodb:deleteItem"           = [module.packages.arn]
    "cloudformation:deleteStack"    = [local.stacks]
    "cloudformation:describeStacks" = [local.stacks]
    "s3:deleteObject"               = ["${module.files.arn}/*"]
  }
}
