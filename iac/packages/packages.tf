# A package is an item of the table and a file of the bucket, <id>/<version>.zip; its attribute stack_id has the ID of the CloudFormation
# stack that runs it, if there is one.

locals {
  deletion_protection = coalesce(var.deletion_protection, var.environment != "dev")
}

module "packages" {
  source = "../../modules/table"

  name                = "${var.environment}-packages"
  hash_key            = "algorithm"
  range_key           = "version"
  deletion_protection = local.deletion_protection
}

# A deleted file can be restored for 30 days.
module "files" {
  source = "../../modules/bucket"

  name_prefix   = "${var.environment}-packages-"
  force_destroy = !local.deletion_protection
}
