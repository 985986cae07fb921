module "ecr" {
  source = "../.."

  name = var.name
}
