variable "traces" {
  description = <<-EOT
    What code with OpenTelemetry does with the function's spans, by its environment variables; a variable in environment has priority. The
    functions of Slipway log every span.
    - sample_rate: share of the traces that begin here and are exported, 0 to 1. A caller that sends a traceparent decides itself. Default 1.
    - otlp_endpoint: base URL of an OpenTelemetry collector that accepts OTLP over HTTP, which the function can reach:
      "http://collector.example.com:4318". Default: none, no span is exported.
  EOT
  type = object({
    sample_rate   = optional(number)
    otlp_endpoint = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.traces.sample_rate == null ? true : var.traces.sample_rate >= 0 && var.traces.sample_rate <= 1
    error_message = "traces.sample_rate must be a number from 0 to 1: write 0.1 for 10 %."
  }

  validation {
    condition     = var.traces.otlp_endpoint == null ? true : can(regex("^https?://[^/?#@[:space:]]+[^?#[:space:]]*$", var.traces.otlp_endpoint))
    error_message = "traces.otlp_endpoint must be a URL: write, for example, http://collector.example.com:4318."
  }
}
