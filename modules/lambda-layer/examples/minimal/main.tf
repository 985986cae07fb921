data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

module "shared_layer" {
  source = "../.."

  name          = "${var.name}-shared"
  package       = "${path.module}/shared.zip"
  description   = "Parameters of Systems Manager, kept for some minutes"
  runtimes      = ["python3.12", "python3.13"]
  architectures = ["arm64", "x86_64"]
}

module "price" {
  source = "../../../lambda"

  name        = var.name
  handler     = "price.handler"
  layers      = [module.shared_layer.arn]
  environment = { CURRENCY_PARAMETER = module.currency.name }
  role        = { statements = module.currency.statements }
}

module "currency" {
  source = "../../../secret"

  name      = "/${var.name}/currency"
  parameter = { region = data.aws_region.current.id, account_id = data.aws_caller_identity.current.account_id }
}
