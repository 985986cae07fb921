"""The patches of MiniStack, in the order in which they are applied."""

import importlib
from collections.abc import Collection

_PACKAGE = "slipway_emulator.patches"

PATCHES = (
    "functions.alias_weights",
    "api_gateway.access_logs",
    "api_gateway.deployments",
    "api_gateway.encoded_paths",
    "api_gateway.gateway_responses",
    "api_gateway.iam_authorization",
    "api_gateway.lambda_errors",
    "api_gateway.lambda_permission",
    "api_gateway.logging_role",
    "api_gateway.method_updates",
    "api_gateway.mock_integration",
    "api_gateway.owner_account",
    "api_gateway.request_context",
    "api_gateway.request_size",
    "api_gateway.stage_without_access_log",
    "cloudfront.authorization",
    "cloudfront.local_path",
    "cloudfront.response_headers_policies",
    "observability.describe_alarms",
    "codebuild.authorization",
    "codebuild.builds",
    "codebuild.projects",
    "eventbridge.authorization",
    "eventbridge.start_pipelines",
    "observability.filter_log_events_pages",
    "observability.function_logs",
    "iam.record_decisions",
    "iam.pass_role",
    "iam.permissions_boundary_key",
    "functions.isolated_workers",
    "functions.async_invocations",
    "functions.authorization",
    "functions.download_urls",
    "functions.session_secrets",
    "functions.code_from_s3",
    "functions.publish_version",
    "functions.role_trust",
    "observability.log_stream_authorization",
    "http.secure_transport",
    "event_sources.role_checks",
    "iam.named_resources",
    "event_sources.filters",
    "event_sources.queue_batching_window",
    "event_sources.queue_failures",
    "functions.reserved_concurrency",
    "http.retried_calls",
    "ses.identity_authorization",
    "ses.v2_configuration_sets",
    "iam.concurrent_sessions",
    "http.slack_webhooks",
    "event_sources.stream_failures",
    "iam.web_identity_claims",
    "iam.web_identity_tokens",
)


def apply_all(skip: Collection[str] = ()) -> None:
    """Apply every patch but those named in ``skip``.

    Raises:
        ValueError: ``skip`` names a patch that doesn't exist.
        AttributeError: a patch's target doesn't exist: the installed MiniStack isn't the pinned one.
    """
    if unknown := sorted(set(skip) - set(PATCHES)):
        raise ValueError(f"there is no patch {', '.join(unknown)}; there are: {', '.join(PATCHES)}")
    for name in PATCHES:
        if name not in skip:
            importlib.import_module(f"{_PACKAGE}.{name}").apply()
