locals {
  # https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
  environment = merge(
    var.traces.sample_rate == null ? {} : { OTEL_TRACES_SAMPLER_ARG = tostring(var.traces.sample_rate) },
    var.traces.otlp_endpoint == null ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT = var.traces.otlp_endpoint },
    var.environment,
  )
}
