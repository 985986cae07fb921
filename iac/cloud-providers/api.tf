module "api" {
  source = "../../modules/http-api"

  name        = "${var.environment}-cloud-providers"
  description = "Cloud providers: list, add"
  throttling  = var.throttling
  alarms      = local.alarms

  stages = {
    for stage in local.stages : stage => {
      alias     = stage
      domain    = lookup(var.domains, stage, null)
      variables = var.routes_from_document ? { environment = var.environment } : {} # which openapi.json needs
    }
  }

  routes_from_document = var.routes_from_document

  routes = {
    "GET /providers"  = { function = module.list_cloud_providers }
    "POST /providers" = { function = module.put_cloud_provider, authorization = { type = var.write_authorization } }
  }

  cors = var.cors_allow_origins == null ? null : {
    allow_origins = var.cors_allow_origins
    allow_headers = [
      "authorization", "content-type", "traceparent", "tracestate", "x-amz-date", "x-amz-security-token", "x-correlation-id",
    ]
    # Those that libs/rest_api sets.
    expose_headers = ["retry-after", "x-correlation-id"]
  }
}
