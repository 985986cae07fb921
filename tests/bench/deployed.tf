variable "names" {
  type = set(string)
}

module "app" {
  source   = "MODULES/lambda"
  for_each = var.names

  name    = "bench-${each.key}"
  handler = "${replace(each.key, "-", "_")}.handler"
}
