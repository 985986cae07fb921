variable "service_level" {
  description = <<-EOT
    Present: alarms on how fast the bad requests that a service level allows are used up, as in Google's Site Reliability Workbook. For
    availability and for latency there are two, <name>-availability-fast and -slow: 2 % of them in an hour or 5 % in 6, and 10 % in 3 days.
    Each needs the same rate in the last twelfth of that time. Default: none.
    - rest_api_name, http_api_id or function_name: what is measured, one of them.
    - function_alias: the alias whose invocations count, without those by which a deployment checks a version. Default live.
    - availability: percent of the requests that don't fail: with another status than 5xx, or without an error of the function. Default: no alarms.
    - latency, milliseconds: percent of the requests that take at most so long. Default: no alarms.
    - days: number of days that the service level is about. Default 28.
    - minimum_requests: requests in the hour, the 6 hours or the 3 days, below which the rate doesn't count. Default 100.
    - actions: ARNs, usually of SNS topics, that are notified of these alarms. Default: none.
  EOT
  type = object({
    rest_api_name    = optional(string)
    http_api_id      = optional(string)
    function_name    = optional(string)
    function_alias   = optional(string, "live")
    availability     = optional(number)
    latency          = optional(number)
    milliseconds     = optional(number)
    days             = optional(number, 28)
    minimum_requests = optional(number, 100)
    actions          = optional(list(string), [])
  })
  default = null

  validation {
    condition = var.service_level == null ? true : length([
      for name in [var.service_level.rest_api_name, var.service_level.http_api_id, var.service_level.function_name] : name if name != null
    ]) == 1
    error_message = "service_level needs one of rest_api_name, http_api_id and function_name: write, for example, { rest_api_name = \"dev-movies\", … }."
  }

  validation {
    condition     = try(var.service_level.rest_api_name, null) == null ? true : can(regex("^.{1,255}$", var.service_level.rest_api_name))
    error_message = "service_level: rest_api_name must have 1 to 255 characters: write, for example, dev-movies."
  }

  # CloudWatch has no metrics of another name, so the alarms would stay OK.
  validation {
    condition     = try(var.service_level.http_api_id, null) == null ? true : can(regex("^[a-z0-9]{1,128}$", var.service_level.http_api_id))
    error_message = "service_level: http_api_id must be the ID of an API, not its ARN, name or URL: write, for example, a1b2c3d4e5."
  }

  validation {
    condition     = try(var.service_level.function_name, null) == null ? true : can(regex("^[A-Za-z0-9_-]{1,64}$", var.service_level.function_name))
    error_message = "service_level: function_name must be the name of a function, not its ARN, and without its alias: write, for example, dev-get-movie."
  }

  validation {
    condition = var.service_level == null ? true : (
      can(regex("^[A-Za-z0-9_-]{1,128}$", var.service_level.function_alias)) && !can(regex("^[0-9]+$", var.service_level.function_alias))
    )
    error_message = "service_level: function_alias must be the name of an alias, not a version: write, for example, live."
  }

  validation {
    condition = var.service_level == null ? true : (
      (var.service_level.availability != null || var.service_level.latency != null) &&
      (var.service_level.latency == null) == (var.service_level.milliseconds == null)
    )
    error_message = "service_level needs availability, or latency with milliseconds, or all: { availability = 99.9, latency = 99, milliseconds = 1000 }."
  }

  validation {
    # More than all requests can't be bad: 2 % of the budget in an hour must be possible.
    condition = var.service_level == null ? true : alltrue([for target in [var.service_level.availability, var.service_level.latency] :
      target == null ? true : target < 100 && 0.48 * var.service_level.days * (100 - target) <= 100
    ])
    error_message = "service_level: availability and latency must be below 100, and high enough: from 93 % for 28 days; write, for example, 99.9."
  }

  validation {
    condition = var.service_level == null ? true : (
      coalesce(var.service_level.milliseconds, 1) >= 1 && var.service_level.minimum_requests >= 1 &&
      alltrue([for number in [coalesce(var.service_level.milliseconds, 1), var.service_level.minimum_requests] : floor(number) == number])
    )
    error_message = "service_level: milliseconds and minimum_requests must be whole numbers from 1."
  }

  validation {
    condition     = var.service_level == null ? true : contains(range(7, 91), var.service_level.days)
    error_message = "service_level: days must be a whole number from 7 to 90."
  }

  validation {
    condition = var.service_level == null ? true : length(var.service_level.actions) <= 5 && alltrue([
      for arn in var.service_level.actions : can(regex("^arn:[^:]+:[a-z0-9-]+:.+$", arn))
    ])
    error_message = "service_level: actions must hold at most 5 ARNs (CloudWatch's limit), usually of topics: [aws_sns_topic.alarms.arn]."
  }
}
