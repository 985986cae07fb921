variable "usage_plan" {
  description = <<-EOT
    Limits of each API key, for routes with api_key_required: true. Above them the gateway answers 429. The keys are created outside of
    Terraform (README), because the state would have them in plain text.
    - rate: requests a second, on average. Default 10.
    - burst: concurrent requests. Default 20.
    - quota: limit, a number of requests, and period, DAY (default), WEEK or MONTH. Default: no quota.
    Default: no usage plan.
  EOT
  type = object({
    rate  = optional(number, 10)
    burst = optional(number, 20)
    quota = optional(object({
      limit  = number
      period = optional(string, "DAY")
    }))
  })
  default = null

  validation {
    condition = var.usage_plan == null ? true : (
      var.usage_plan.rate > 0 && var.usage_plan.rate <= 10000 &&
      var.usage_plan.burst >= 1 && var.usage_plan.burst <= 5000 && floor(var.usage_plan.burst) == var.usage_plan.burst
    )
    error_message = "usage_plan.rate must be more than 0 and at most 10000, usage_plan.burst a whole number from 1 to 5000."
  }

  validation {
    condition = try(var.usage_plan.quota, null) == null ? true : (
      var.usage_plan.quota.limit >= 1 && floor(var.usage_plan.quota.limit) == var.usage_plan.quota.limit &&
      contains(["DAY", "WEEK", "MONTH"], var.usage_plan.quota.period)
    )
    error_message = "usage_plan.quota needs a limit, a whole number from 1, and a period, DAY, WEEK or MONTH: { limit = 1000, period = \"DAY\" }."
  }
}
