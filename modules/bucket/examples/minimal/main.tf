module "bucket" {
  source = "../.."

  name_prefix = "${var.name}-"
}
