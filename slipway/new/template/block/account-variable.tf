
variable "manage_api_gateway_account" {
  description = <<-EOT
    true (default): this stack sets API Gateway's role for access logs. That is one setting per account and region: set it in one
    stack only; without it the access logs of all stacks stop.
  EOT
  type        = bool
  default     = true
}
