variable "name" {
  type    = string
  default = "example-build"
}

module "build" {
  source = "../.."

  name      = var.name
  buildspec = file("${path.module}/buildspec.yml")
}

output "name" {
  value = module.build.name
}
