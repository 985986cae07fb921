variable "name" {
  type    = string
  default = "example-dead-letter"
}

module "dead_letter_queue" {
  source = "../.."

  name = var.name
}

output "arn" {
  value = module.dead_letter_queue.arn
}
