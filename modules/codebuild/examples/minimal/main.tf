module "build" {
  source = "../.."

  name      = var.name
  buildspec = file("${path.module}/buildspec.yml")
}
