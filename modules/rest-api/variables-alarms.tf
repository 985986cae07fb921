variable "alarms" {
  description = <<-EOT
    The alarms of the stage, api-errors and api-latency: when they go off, in 2 of 3 minutes.
    - enabled: whether the alarms exist. Default true.
    - actions: ARNs, usually of SNS topics, that are notified when an alarm goes off, and when it is OK again. Not a topic encrypted with
      alias/aws/sns: CloudWatch can't use that key. Default: none.
    - error_percent: share of the requests that may be answered by 5xx. Default 5.
    - minimum_requests: requests a minute below which the share doesn't count. Default 5.
    - latency_milliseconds: the 99th percentile of the latency that is still good. Default 3000.
  EOT
  type = object({
    enabled              = optional(bool, true)
    actions              = optional(list(string), [])
    error_percent        = optional(number, 5)
    minimum_requests     = optional(number, 5)
    latency_milliseconds = optional(number, 3000)
  })
  default  = {}
  nullable = false
}
