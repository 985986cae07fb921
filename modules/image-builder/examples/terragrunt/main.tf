module "ecr" {
  source = "../../../ecr"

  name         = "${var.name}/terragrunt"
  force_delete = true
}

module "image" {
  source = "../.."

  name          = var.name
  repository    = module.ecr
  dockerfile    = file("${path.module}/Dockerfile")
  architecture  = "x86_64"
  build_minutes = 15
  log           = { retention_days = 7 }
}
