variable "provisioned" {
  description = <<-EOT
    Present: capacity units a second that are paid for whether they are used or not, and above which DynamoDB throttles requests.
    - read, write: minimum and maximum, between which Application Auto Scaling keeps it; target_percent, the part that should be in use,
      20 to 90. Default 70.
    An index has the maximum throughout: Terraform can't leave an index's capacity to a policy, and an index that is throttled throttles
    the table's writes. Default: on demand.
  EOT
  type = object({
    read = object({
      minimum        = number
      maximum        = number
      target_percent = optional(number, 70)
    })
    write = object({
      minimum        = number
      maximum        = number
      target_percent = optional(number, 70)
    })
  })
  default = null

  validation {
    condition = var.provisioned == null ? true : alltrue([for each in values(var.provisioned) : alltrue([
      for units in [each.minimum, each.maximum] : units >= 1 && units <= 40000 && floor(units) == units
    ])])
    error_message = "provisioned: minimum and maximum must be whole numbers from 1 to 40000 (DynamoDB's default quota of a table)."
  }

  validation {
    condition     = var.provisioned == null ? true : alltrue([for each in values(var.provisioned) : each.maximum > each.minimum])
    error_message = "provisioned: maximum must be more than minimum, so that capacity can follow the requests."
  }

  # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
  validation {
    condition = var.provisioned == null ? true : alltrue([for each in values(var.provisioned) : (
      each.target_percent >= 20 && each.target_percent <= 90 && floor(each.target_percent) == each.target_percent
    )])
    error_message = "provisioned: target_percent must be a whole number from 20 to 90, the values that DynamoDB accepts."
  }
}
