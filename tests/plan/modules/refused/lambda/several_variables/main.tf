module "snap_start_of_nodejs" {
  source = "../../../../../../modules/lambda"

  name       = "f"
  handler    = "f.handler"
  runtime    = "nodejs22.x"
  snap_start = true
}

module "snap_start_with_more_storage" {
  source = "../../../../../../modules/lambda"

  name              = "f"
  handler           = "f.handler"
  ephemeral_storage = 1024
  snap_start        = true
}
