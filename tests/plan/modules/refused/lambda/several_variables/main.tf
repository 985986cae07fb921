module "snap_start_of_nodejs" {
  source = "../../../../../../modules/lambda"

  name       = "f"
  handler    = "f.handler"
  runtime    = "nodejs22.x"
  snap_start = true
}
