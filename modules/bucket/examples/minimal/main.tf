variable "name" {
  type    = string
  default = "example-bucket"
}

module "bucket" {
  source = "../.."

  name_prefix = "${var.name}-"
}

output "bucket" {
  value = module.bucket.bucket
}
