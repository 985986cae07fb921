# A layer, and a function that uses it.

variable "name" {
  type = string
}

variable "package" {
  type = string
}

module "layer" {
  source = "../../../../modules/lambda-layer"

  name    = "${var.name}-shared"
  package = var.package
}

module "function" {
  source = "../../../../modules/lambda"

  name    = "${var.name}-greet"
  handler = "greet.handler"
  layers  = [module.layer.arn]
}

output "layer_version" {
  value = module.layer.version
}
