variable "name" {
  description = "Prefix of the alarms' names, usually the name of the API: <name>-api-errors and <name>-api-latency."
  type        = string
}

variable "stage" {
  description = <<-EOT
    The stage that the alarms watch.
    - name: name of the stage.
    - api_name: name of a REST API, or
    - api_id: ID of an HTTP API.
  EOT
  type = object({
    name     = string
    api_name = optional(string)
    api_id   = optional(string)
  })

  validation {
    condition     = (var.stage.api_name == null) != (var.stage.api_id == null)
    error_message = "stage needs either api_name (REST API) or api_id (HTTP API)."
  }
}

variable "alarms" {
  description = <<-EOT
    When the alarms go off. Both need it in 2 of 3 minutes.
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

  validation {
    condition     = var.alarms.error_percent >= 0 && var.alarms.error_percent < 100
    error_message = "alarms.error_percent must be from 0 to less than 100."
  }

  validation {
    condition     = var.alarms.minimum_requests >= 1
    error_message = "alarms.minimum_requests must be at least 1."
  }

  validation {
    condition     = var.alarms.latency_milliseconds > 0 && var.alarms.latency_milliseconds <= 30000
    error_message = "alarms.latency_milliseconds must be more than 0 and at most 30000: API Gateway itself gives up before."
  }
}

variable "tags" {
  description = "Tags of the alarms. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
