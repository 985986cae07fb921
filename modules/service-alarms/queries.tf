locals {
  # Of log lines in JSON. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
  queries = length(var.log_group_names) == 0 ? {} : merge({
    errors = <<-EOT
      filter level in ["ERROR", "CRITICAL", "FATAL"]
      | sort @timestamp desc
      | limit 100
      | display @timestamp, @log, message, reason, errorMessage, correlationId, requestId
    EOT

    slowest-spans = <<-EOT
      filter ispresent(span)
      | sort durationMs desc
      | limit 100
      | display @timestamp, @log, span, durationMs, status, correlationId, traceId
    EOT

    latency = <<-EOT
      filter ispresent(span)
      | stats count(*) as spans, pct(durationMs, 50) as p50, pct(durationMs, 99) as p99, max(durationMs) as slowest by span
      | sort p99 desc
    EOT

    cold-starts = <<-EOT
      filter type = "platform.report"
      | stats count(*) as invocations, count(record.metrics.initDurationMs) as cold_starts,
        avg(record.metrics.initDurationMs) as milliseconds, max(record.metrics.maxMemoryUsedMB) as megabytes by @log
      | sort cold_starts desc
    EOT
  }, var.queries)
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = local.queries

  name            = "${var.name}/${each.key}"
  log_group_names = sort(var.log_group_names)
  query_string    = each.value
}
