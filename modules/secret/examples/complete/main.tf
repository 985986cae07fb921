data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

resource "aws_kms_key" "this" {
  description             = "Payment"
  deletion_window_in_days = 7
  enable_key_rotation     = true
}

module "token" {
  source = "../.."

  name        = "/${var.name}/token"
  parameter   = { region = data.aws_region.current.id, account_id = data.aws_caller_identity.current.account_id }
  kms_key_arn = aws_kms_key.this.arn
}

module "certificate" {
  source = "../.."

  name                 = "${var.name}/certificate"
  description          = "Certificate of the bank"
  kms_key_arn          = aws_kms_key.this.arn
  recovery_window_days = 0
  tags                 = { team = "payment" }
}

module "payment" {
  source = "../../../lambda"

  name        = var.name
  handler     = "payment.handler"
  environment = { TOKEN_NAME = module.token.name }
  role        = { statements = concat(module.token.statements, module.certificate.statements) }
}
