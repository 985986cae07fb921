module "dead_letter_queue" {
  source = "../.."

  name = var.name
}
