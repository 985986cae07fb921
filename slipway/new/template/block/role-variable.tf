
variable "api_gateway_role_arn" {
  description = <<-EOT
    ARN of the role that API Gateway writes access logs with, for which the stages wait: output api_gateway_role_arn of the stack that sets
    it. Default: they don't wait, as the role is set already.
  EOT
  type        = string
  default     = null
}
