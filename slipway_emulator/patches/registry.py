"""The patches of MiniStack, in the order in which they are applied.

Of two patches that wrap the same function, the later one has the outer wrapper. Only an entry that gives a reason
depends on its place in the list.
"""

from dataclasses import dataclass


class PatchError(Exception):
    """The patches can't be applied. The message is one line."""


@dataclass(frozen=True)
class Patch:
    """A patch and its targets: attributes of MiniStack's modules, e.g. ``services.lambda_svc._invoke``.

    Attributes:
        name: the patch's module, below ``slipway_emulator.patches``.
        wraps: functions that still run, inside a wrapper.
        replaces: functions that no longer run, and tuples.
        extends: dictionaries that get an entry, and classes that the patch derives a class from or wraps a method of.
        innermost: why no earlier patch may have the same target; empty if one may.
        outermost: why no later patch may have the same target; empty if one may.
    """

    name: str
    wraps: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    innermost: str = ""
    outermost: str = ""

    @property
    def targets(self) -> tuple[str, ...]:
        """All targets."""
        return self.wraps + self.replaces + self.extends


PATCHES = (
    Patch(
        "iam.record_decisions",
        wraps=("core.iam_evaluator.enforce", "core.iam_evaluator.evaluate"),
        innermost="an outer wrapper may call it several times, and each decision must be recorded",
    ),
    Patch(
        "iam.anonymous_requests",
        wraps=("core.iam_evaluator.check_credentials", "core.iam_evaluator.enforce"),
    ),
    Patch("iam.concurrent_sessions", replaces=("services.sts._evict_expired_sessions",)),
    Patch(
        "iam.denial_messages",
        wraps=(
            "core.iam_actions.access_denied_response",
            "core.iam_actions.identity_denial_message",
            "core.iam_evaluator._permissions_boundary",
            "core.iam_evaluator._session_policy_limits",
            "core.iam_evaluator.combine_resource_policy",
            "core.iam_evaluator.enforce",
            "core.iam_evaluator.evaluate",
        ),
    ),
    Patch("iam.named_resources", wraps=("core.iam_actions.extract_resource_arn",)),
    Patch(
        "iam.object_conditions",
        wraps=(
            "core.iam_actions.extract_resource_arn",
            "core.iam_actions.s3_service_context",
            "core.iam_evaluator.enforce",
        ),
    ),
    Patch("iam.object_keys", wraps=("core.iam_actions.s3_additional_checks", "core.iam_evaluator.enforce")),
    Patch("iam.bucket_permissions", wraps=("core.iam_actions.s3_additional_checks",)),
    Patch("iam.object_permissions", wraps=("core.iam_actions.s3_additional_checks",)),
    Patch("iam.oidc_providers", extends=("services.iam._IAM_HANDLERS",)),
    Patch("iam.parsed_policies", wraps=("core.iam_evaluator.parse_policy_document",)),
    Patch(
        "iam.pass_role",
        wraps=(
            "core.iam_actions.access_denied_response",
            "core.iam_actions.request_tag_context",
            "core.iam_evaluator.enforce",
        ),
    ),
    Patch("iam.permissions_boundary_key", wraps=("core.iam_actions.request_tag_context",)),
    Patch("iam.record_names", wraps=("core.iam_actions.request_tag_context",)),
    Patch(
        "iam.role_members",
        wraps=("services.iam._role_xml", "services.iam._user_xml"),
        extends=("services.iam._IAM_HANDLERS",),
    ),
    Patch("iam.service_linked_roles", extends=("services.iam._IAM_HANDLERS",)),
    Patch("iam.role_paths", wraps=("core.iam_actions.extract_resource_arn",)),
    Patch(
        "iam.signed_requests",
        wraps=("core.sigv4.header_signature_failure", "services.s3._verify_presigned_sigv4"),
        extends=("core.iam_actions._AUTH_FAILURES",),
    ),
    Patch(
        "iam.tag_conditions",
        wraps=("core.iam_actions.extract_resource_arn", "core.iam_evaluator.enforce"),
    ),
    Patch("iam.tags", extends=("services.iam._IAM_HANDLERS",)),
    Patch("iam.web_identity_claims", wraps=("services.sts._web_identity_principal",)),
    Patch("iam.web_identity_tokens", wraps=("services.sts._web_identity_trust_denied",)),
    Patch(
        "api_gateway.lambda_integrations",
        wraps=("services.apigateway_v1._invoke_lambda_proxy_v1",),
        replaces=("services.apigateway_v1._invoke_lambda_custom_v1",),
        innermost="it replaces what others wrap",
    ),
    Patch(
        "api_gateway.access_logs",
        wraps=(
            "app._handle_execute_api_request",
            "services.apigateway_v1._build_lambda_event_v1",
            "services.apigateway_v1._gateway_error_response",
        ),
    ),
    Patch(
        "api_gateway.http_api_access_logs",
        wraps=(
            "app._handle_execute_api_request",
            "services.apigateway._handle_execute_in_scope",
            "services.apigateway._invoke_lambda_proxy",
        ),
    ),
    Patch(
        "api_gateway.api_keys",
        wraps=(
            "services.apigateway_v1._create_api_key",
            "services.apigateway_v1._update_api_key",
            "services.apigateway_v1.handle_request",
        ),
        replaces=("services.apigateway_v1._get_api_keys",),
    ),
    Patch(
        "api_gateway.deployments",
        wraps=(
            "services.apigateway_v1._create_deployment",
            "services.apigateway_v1._delete_deployment",
            "services.apigateway_v1._execute_in_scope",
            "services.apigateway_v1._match_greedy_fallback",
            "services.apigateway_v1._match_resource_tree",
            "services.apigateway_v1.method_authorization_type",
        ),
    ),
    Patch("api_gateway.request_metrics", wraps=("app._handle_execute_api_request",)),
    Patch("api_gateway.header_size", wraps=("app._handle_execute_api_request",)),
    Patch(
        "api_gateway.encoded_paths",
        wraps=("app._handle_execute_api_request",),
        outermost="the wrappers inside, such as the access log's, must get the path as it was sent",
    ),
    Patch(
        "api_gateway.gateway_responses",
        wraps=(
            "services.apigateway_v1._execute_in_scope",
            "services.apigateway_v1._gateway_error_response",
            "services.apigateway_v1._json_schema_valid",
        ),
    ),
    # Before http_api_events, which completes the event that this one converts.
    Patch(
        "api_gateway.payload_format",
        wraps=("services.apigateway._invoke_lambda_proxy", "services.apigateway.run_reentrant"),
    ),
    Patch("api_gateway.http_api_authorizers", wraps=("services.apigateway._create_authorizer",)),
    Patch(
        "api_gateway.http_api_cors",
        wraps=(
            "services.apigateway._cors_preflight_response",
            "services.apigateway._handle_execute_in_scope",
            "services.apigateway._invoke_lambda_proxy",
            "services.apigateway._match_route",
        ),
    ),
    Patch(
        "api_gateway.http_api_events",
        wraps=("services.apigateway._invoke_lambda_proxy", "services.apigateway.run_reentrant"),
    ),
    Patch("api_gateway.http_api_greedy_routes", wraps=("services.apigateway._route_specificity",)),
    Patch("api_gateway.http_api_throttling", wraps=("services.apigateway._handle_execute_in_scope",)),
    # After http_api_throttling and http_api_cors, whose wrappers of the execution look for the route that it serves.
    Patch(
        "api_gateway.http_api_deployments",
        wraps=(
            "services.apigateway._create_deployment",
            "services.apigateway._create_stage",
            "services.apigateway._delete_deployment",
            "services.apigateway._handle_execute_in_scope",
            "services.apigateway._update_stage",
            "services.apigateway.route_authorization_type",
        ),
        extends=("core.responses.AccountRegionScopedDict",),
    ),
    Patch("api_gateway.http_api_import", wraps=("services.apigateway.handle_request",)),
    Patch("api_gateway.http_api_tokens", replaces=("services.apigateway._verify_rs256_signature",)),
    Patch(
        "api_gateway.iam_authorization",
        wraps=("app._enforce_execute_api", "core.iam_evaluator.enforce"),
        extends=("services.apigateway_v1._AUTHENTICATION_GATEWAY_ERRORS",),
    ),
    Patch(
        "api_gateway.lambda_responses",
        wraps=(
            "services.apigateway_v1._gateway_error_response",
            "services.apigateway_v1._invoke_lambda_proxy_v1",
            "services.apigateway_v1._lambda_proxy_response",
        ),
        extends=("services.apigateway_v1._GatewayError",),
    ),
    Patch(
        "api_gateway.lambda_permission",
        wraps=(
            "services.apigateway._invoke_lambda_proxy",
            "services.apigateway._invoke_request_authorizer_lambda",
            "services.apigateway_v1._gw_error",
            "services.apigateway_v1._invoke_authorizer_lambda",
            "services.apigateway_v1._invoke_lambda_custom_v1",
            "services.apigateway_v1._invoke_lambda_proxy_v1",
        ),
    ),
    Patch(
        "api_gateway.logging_role",
        wraps=("services.apigateway_v1._create_stage", "services.apigateway_v1._update_stage"),
    ),
    Patch(
        "api_gateway.mapping_templates",
        wraps=("services.apigateway_v1._execute_in_scope",),
        replaces=("services.apigateway_v1._render_request_template_v1",),
    ),
    Patch("api_gateway.method_updates", wraps=("services.apigateway_v1.handle_request",)),
    Patch(
        "api_gateway.mock_integration",
        wraps=("services.apigateway_v1._invoke_mock_v1", "services.apigateway_v1._put_integration"),
    ),
    Patch("api_gateway.open_api_import", wraps=("services.apigateway_v1.handle_request",)),
    # After the other patches of the handler, whose responses it completes.
    Patch("api_gateway.documentation_versions", wraps=("services.apigateway_v1.handle_request",)),
    Patch("api_gateway.gateway_response_updates", wraps=("services.apigateway_v1.handle_request",)),
    Patch(
        "api_gateway.method_settings",
        wraps=("services.apigateway_v1._default_method_setting_entry", "services.apigateway_v1._update_stage"),
    ),
    Patch("api_gateway.private_endpoints", wraps=("services.apigateway_v1._update_rest_api",)),
    Patch("api_gateway.vpc_links", wraps=("services.apigateway.handle_request",)),
    Patch(
        "api_gateway.response_members",
        wraps=(
            "services.apigateway_v1._create_rest_api",
            "services.apigateway_v1._put_integration_response",
            "services.apigateway_v1._put_method_response",
            "services.apigateway_v1.handle_request",
        ),
    ),
    Patch(
        "api_gateway.models",
        wraps=(
            "services.apigateway_v1._create_model",
            "services.apigateway_v1._create_rest_api",
            "services.apigateway_v1._delete_model",
            "services.apigateway_v1._get_model",
            "services.apigateway_v1._update_model",
        ),
    ),
    Patch(
        "api_gateway.resource_tree",
        wraps=("services.apigateway_v1._delete_resource", "services.apigateway_v1._update_resource"),
    ),
    Patch(
        "api_gateway.owner_account",
        wraps=("services.apigateway.find_api_scope", "services.apigateway_v1.find_api_scope"),
    ),
    Patch("api_gateway.patch_operations", wraps=("services.apigateway_v1._apply_patch",)),
    Patch(
        "api_gateway.quick_create",
        wraps=("services.apigateway._create_api", "services.apigateway._update_api"),
    ),
    Patch(
        "api_gateway.refused_definitions",
        wraps=(
            "services.apigateway._create_integration",
            "services.apigateway._create_route",
            "services.apigateway._create_stage",
            "services.apigateway._update_integration",
            "services.apigateway._update_route",
            "services.apigateway_v1._create_request_validator",
            "services.apigateway_v1._create_resource",
            "services.apigateway_v1._delete_gateway_response",
            "services.apigateway_v1._put_integration",
        ),
    ),
    Patch(
        "api_gateway.request_context",
        wraps=("services.apigateway_v1._build_lambda_event_v1", "services.apigateway_v1._execute_in_scope"),
    ),
    Patch(
        "api_gateway.request_size",
        wraps=("services.apigateway_v1._authorize_request_v1",),
        extends=("services.apigateway_v1._GATEWAY_RESPONSE_ERROR_TYPES",),
    ),
    # After deployments, so that the methods are those of the deployment.
    Patch(
        "api_gateway.stage_variables",
        wraps=(
            "services.apigateway_v1._execute_in_scope",
            "services.apigateway_v1._invoke_authorizer_lambda",
            "services.apigateway_v1._match_greedy_fallback",
            "services.apigateway_v1._match_resource_tree",
        ),
    ),
    Patch("api_gateway.stage_without_access_log", wraps=("services.apigateway_v1._get_stage",)),
    Patch(
        "api_gateway.tags",
        wraps=(
            "services.apigateway._get_tags",
            "services.apigateway._tag_resource",
            "services.apigateway._untag_resource",
            "services.apigateway_v1._get_v1_tags",
            "services.apigateway_v1._tag_v1_resource",
            "services.apigateway_v1._untag_v1_resource",
        ),
    ),
    Patch(
        "api_gateway.throttled_functions",
        wraps=(
            "services.apigateway_v1._call_lambda_raw",
            "services.apigateway_v1._invoke_lambda_custom_v1",
            "services.apigateway_v1._invoke_lambda_proxy_v1",
        ),
    ),
    # After lambda_permission and throttled_functions, whose wrappers take every target for a function.
    Patch("api_gateway.service_integrations", wraps=("services.apigateway_v1._invoke_lambda_custom_v1",)),
    Patch("api_gateway.authorizer_members", wraps=("services.apigateway_v1._create_authorizer",)),
    Patch(
        "api_gateway.canaries",
        wraps=(
            "services.apigateway_v1._create_deployment",
            "services.apigateway_v1._execute_in_scope",
            "services.apigateway_v1._update_stage",
        ),
    ),
    Patch("api_gateway.usage_plan_keys", replaces=("services.apigateway_v1._get_usage_plan_keys",)),
    Patch("api_gateway.usage_plan_limits", wraps=("services.apigateway_v1._create_usage_plan",)),
    Patch(
        "cloudformation.change_set_members",
        wraps=("services.cloudformation.changesets._resolve_props_for_diff",),
        extends=("services.cloudformation._ACTION_HANDLERS", "services.cloudformation.handlers._ACTION_HANDLERS"),
    ),
    Patch(
        "cloudformation.change_set_names",
        replaces=("services.cloudformation.changesets._find_change_set",),
        extends=("services.cloudformation._ACTION_HANDLERS", "services.cloudformation.handlers._ACTION_HANDLERS"),
    ),
    Patch(
        "cloudformation.change_set_refusals",
        extends=("services.cloudformation._ACTION_HANDLERS", "services.cloudformation.handlers._ACTION_HANDLERS"),
    ),
    Patch(
        "cloudformation.stack_events",
        wraps=(
            "services.cloudformation.changesets._add_event",
            "services.cloudformation.handlers._add_event",
            "services.cloudformation.stacks._add_event",
            "services.cloudformation.stacks._delete_resource",
        ),
    ),
    Patch(
        "cloudformation.stack_members",
        extends=("services.cloudformation._ACTION_HANDLERS", "services.cloudformation.handlers._ACTION_HANDLERS"),
    ),
    Patch("cloudformation.export_names", wraps=("services.cloudformation.stacks._resolve_stack_outputs",)),
    Patch(
        "cloudformation.parameter_values",
        wraps=(
            "services.cloudformation.changesets._resolve_parameters",
            "services.cloudformation.engine._resolve_parameters",
            "services.cloudformation.handlers._resolve_parameters",
        ),
    ),
    Patch("cloudformation.template_names", wraps=("services.cloudformation.engine._validate_template_statics",)),
    Patch(
        "cloudformation.template_references",
        wraps=(
            "services.cloudformation.engine._evaluate_rules",
            "services.cloudformation.engine._validate_template_statics",
        ),
    ),
    Patch(
        "cloudformation.function_arguments",
        wraps=(
            "services.cloudformation.changesets._resolve_parameters",
            "services.cloudformation.engine._resolve_parameters",
            "services.cloudformation.engine._validate_template_statics",
            "services.cloudformation.handlers._resolve_parameters",
        ),
    ),
    Patch(
        "cloudformation.template_sections",
        wraps=("services.cloudformation.engine._validate_template_statics",),
        outermost="the other checks expect that each resource, output and parameter is an object",
    ),
    Patch(
        "cloudfront.authorization",
        wraps=("core.iam_actions.extract_iam_action", "core.iam_actions.extract_resource_arn"),
    ),
    Patch("cloudfront.function_versions", wraps=("services.cloudfront._cf_update_function",)),
    Patch("cloudfront.local_path", wraps=("app.app",)),
    Patch("cloudfront.response_headers_policies", wraps=("services.cloudfront._build_rhp_config_xml",)),
    Patch("codebuild.authorization", wraps=("core.iam_actions.extract_resource_arn",)),
    Patch("codebuild.builds", wraps=("services.codebuild._handle_request_sync",)),
    Patch(
        "codebuild.projects",
        wraps=(
            "services.codebuild._create_project",
            "services.codebuild._delete_project",
            "services.codebuild._project_shape",
            "services.codebuild._update_project",
        ),
    ),
    Patch(
        "dynamodb.provisioned_throughput",
        wraps=("services.dynamodb._create_table", "services.dynamodb._update_table"),
    ),
    Patch(
        "dynamodb.partiql_streams",
        wraps=(
            "services.dynamodb._partiql_delete",
            "services.dynamodb._partiql_insert",
            "services.dynamodb._partiql_update",
            "services.dynamodb._set_item",
        ),
    ),
    Patch(
        "dynamodb.streams",
        wraps=(
            "services.dynamodb_streams._decode_iterator",
            "services.dynamodb_streams._describe_stream",
            "services.dynamodb_streams._encode_iterator",
            "services.dynamodb_streams._get_shard_iterator",
        ),
    ),
    Patch(
        "dynamodb.table_members",
        wraps=(
            "services.dynamodb._build_change_record",
            "services.dynamodb._conditional_check_failed",
            "services.dynamodb._create_table",
            "services.dynamodb._table_description",
        ),
    ),
    Patch(
        "dynamodb.table_states",
        wraps=("services.dynamodb._create_table", "services.dynamodb._update_table"),
    ),
    Patch(
        "ecr.registry_credentials",
        wraps=("services.ecr._get_authorization_token", "services.ecr.handle_registry_request"),
    ),
    Patch("event_sources.defaults", wraps=("services.lambda_svc._create_esm",)),
    Patch(
        "event_sources.existing_sources",
        wraps=("services.lambda_svc._create_esm", "services.lambda_svc._update_esm"),
    ),
    Patch(
        "event_sources.filters",
        wraps=("services.lambda_svc._create_esm", "services.lambda_svc._update_esm"),
        replaces=("services.lambda_svc._match_esm_filter",),
    ),
    Patch("event_sources.queue_batching_window", wraps=("services.lambda_svc._sqs_esm_concurrency",)),
    Patch("event_sources.queue_records", wraps=("services.lambda_svc._run_sqs_batch",)),
    Patch(
        "event_sources.queue_failures",
        wraps=("services.lambda_svc._execute_function", "services.lambda_svc._run_sqs_batch"),
    ),
    Patch(
        "event_sources.role_checks",
        wraps=(
            "services.lambda_svc._create_esm",
            "services.lambda_svc._iter_all_esms",
            "services.lambda_svc._update_esm",
        ),
    ),
    # After the patches that refuse a mapping, so that only one that is created is Creating.
    Patch(
        "event_sources.states",
        wraps=(
            "services.lambda_svc._create_esm",
            "services.lambda_svc._esm_response",
            "services.lambda_svc._update_esm",
        ),
    ),
    Patch(
        "event_sources.stream_failures",
        wraps=(
            "services.lambda_svc._create_esm",
            "services.lambda_svc._init_stream_position",
            "services.lambda_svc._kinesis_stream_name_from_arn_spec",
        ),
        replaces=("services.lambda_svc._poll_dynamodb_streams", "services.lambda_svc._poll_kinesis"),
    ),
    Patch("eventbridge.authorization", wraps=("core.iam_actions.extract_resource_arn",)),
    # Before the patches that send an event to other targets, so that they see what the target's own input is.
    Patch(
        "eventbridge.target_input",
        wraps=("services.eventbridge._invoke_target", "services.eventbridge._render_placeholder"),
        replaces=("services.eventbridge._dispatch_to_sns",),
    ),
    # Before eventbridge.refusals, which returns pages of these lists.
    Patch(
        "eventbridge.connections",
        wraps=(
            "services.eventbridge._create_api_destination",
            "services.eventbridge._create_connection",
            "services.eventbridge._describe_api_destination",
            "services.eventbridge._list_api_destinations",
            "services.eventbridge._update_api_destination",
        ),
    ),
    Patch("eventbridge.dead_letters", wraps=("services.eventbridge._invoke_target",)),
    Patch(
        "eventbridge.event_entries",
        wraps=("services.eventbridge._pattern_event_view", "services.eventbridge._put_events"),
    ),
    Patch("eventbridge.log_groups", wraps=("services.eventbridge._invoke_target",)),
    Patch(
        "eventbridge.refusals",
        wraps=(
            "services.eventbridge._list_api_destinations",
            "services.eventbridge._list_archives",
            "services.eventbridge._list_connections",
            "services.eventbridge._list_event_buses",
            "services.eventbridge._list_replays",
            "services.eventbridge._list_targets_by_rule",
            "services.eventbridge._remove_permission",
            "services.eventbridge._test_event_pattern",
            "services.eventbridge.error_response_json",
        ),
    ),
    Patch(
        "eventbridge.connection_secrets",
        wraps=tuple(f"services.eventbridge._{verb}_connection" for verb in ("create", "delete", "describe", "update")),
    ),
    Patch(
        "eventbridge.response_members",
        wraps=tuple(
            f"services.eventbridge._{name}"
            for name in (
                "create_event_bus",
                "describe_event_bus",
                "list_archives",
                "list_event_buses",
                "list_replays",
                "list_tags_for_resource",
                "start_replay",
            )
        ),
    ),
    Patch(
        "eventbridge.schedule_expressions",
        wraps=("services.eventbridge._parse_cron_fields", "services.eventbridge._parse_rate_seconds"),
    ),
    Patch("eventbridge.start_pipelines", wraps=("services.eventbridge._invoke_target",)),
    Patch(
        "functions.alias_weights",
        wraps=(
            "services.lambda_svc._create_alias",
            "services.lambda_svc._effective_func_record_for_qualifier",
            "services.lambda_svc._get_function",
            "services.lambda_svc._get_function_config",
            "services.lambda_svc._invoke",
            "services.lambda_svc._update_alias",
        ),
    ),
    # Before async_invocations, which checks the permission to send.
    Patch(
        "functions.provisioned_concurrency",
        wraps=(
            "services.lambda_svc._delete_provisioned_concurrency",
            "services.lambda_svc._put_provisioned_concurrency",
        ),
    ),
    Patch(
        "functions.invocation_responses",
        wraps=("services.lambda_svc._invoke", "services.lambda_svc.handle_request"),
    ),
    Patch(
        "functions.invocation_records",
        replaces=("services.lambda_svc._route_async_failure", "services.lambda_svc.invoke_async_with_retry"),
        innermost="it replaces what others wrap",
    ),
    Patch(
        "functions.dead_letters",
        wraps=("services.lambda_svc._execute_function_dispatch", "services.lambda_svc._route_async_failure"),
    ),
    Patch(
        "functions.async_invocations",
        wraps=("services.lambda_svc._route_async_failure", "services.lambda_svc.invoke_async_with_retry"),
        replaces=("services.eventbridge._dispatch_to_lambda",),
    ),
    # Before functions.authorization, which adds the qualifier to a whole ARN.
    Patch(
        "functions.partial_arns",
        wraps=(
            "core.iam_actions.extract_resource_arn",
            "services.lambda_svc._resolve_name",
            "services.lambda_svc._resolve_name_and_qualifier",
            "services.lambda_svc._resolve_request_scoped_name_and_qualifier",
        ),
    ),
    Patch(
        "functions.authorization",
        wraps=(
            "core.iam_actions._lambda_action",
            "core.iam_actions.extract_resource_arn",
            "core.iam_actions.request_tag_context",
            "core.iam_evaluator._resolve_condition_key",
        ),
        extends=("core.iam_actions._BOTOCORE_SERVICE_MAP",),
    ),
    Patch(
        "functions.code_from_s3",
        wraps=("services.lambda_svc._create_function", "services.lambda_svc._update_code"),
    ),
    Patch(
        "functions.code_signing_configs",
        wraps=(
            "services.lambda_svc._create_function",
            "services.lambda_svc._list_tags",
            "services.lambda_svc._tag_resource",
            "services.lambda_svc._untag_resource",
            "services.lambda_svc.handle_request",
        ),
    ),
    Patch(
        "functions.download_urls",
        wraps=("services.lambda_svc._layer_content_url", "services.lambda_svc._presigned_code_url"),
    ),
    Patch("functions.idle_workers", replaces=("services.lambda_svc.reap_idle_workers",)),
    Patch(
        "functions.invoked_arn",
        wraps=("services.lambda_svc._get_func_record_for_ref", "services.lambda_svc._run_sqs_batch"),
    ),
    Patch(
        "functions.isolated_workers",
        wraps=(
            "core.lambda_runtime._worker_class_for",
            "services.lambda_svc._execute_function_warm",
            "services.lambda_svc._inbound_invoke_depth",
            "services.lambda_svc._xray_trace_id_for_invocation",
        ),
        replaces=("services.lambda_svc._provided_worker_env",),
        extends=("core.lambda_runtime.ProvidedWorker",),
    ),
    Patch(
        "functions.event_invoke_configs",
        wraps=(
            "services.lambda_svc._delete_event_invoke_config",
            "services.lambda_svc._put_event_invoke_config",
            "services.lambda_svc.handle_request",
        ),
        replaces=(
            "services.lambda_svc._get_event_invoke_config",
            "services.lambda_svc._list_function_event_invoke_configs",
        ),
    ),
    Patch(
        "functions.http_responses",
        wraps=(
            "services.apigateway._invoke_lambda_proxy",
            "services.lambda_svc.handle_function_url_request",
            "services.lambda_svc.lambda_execute_result_to_api_proxy_response",
        ),
    ),
    Patch("functions.public_urls", wraps=("services.lambda_svc.handle_function_url_request",)),
    Patch(
        "functions.revisions",
        wraps=(
            "services.lambda_svc._publish_version",
            "services.lambda_svc._tag_resource",
            "services.lambda_svc._untag_resource",
        ),
    ),
    Patch("functions.publish_version", wraps=("services.lambda_svc._publish_version",)),
    Patch(
        "functions.reserved_concurrency",
        wraps=(
            "services.lambda_svc._put_function_concurrency",
            "services.lambda_svc._reserved_concurrency",
            "services.lambda_svc._throttle_response",
        ),
    ),
    Patch("functions.response_size", wraps=("services.lambda_svc._execute_function_dispatch",)),
    Patch(
        "functions.role_trust",
        wraps=("services.lambda_svc._create_function", "services.lambda_svc._update_config"),
    ),
    Patch("functions.runtime_api", extends=("core.lambda_runtime.ProvidedWorker",)),
    Patch(
        "functions.other_accounts",
        wraps=("services.lambda_svc.function_policy_for_arn", "services.lambda_svc.handle_request"),
    ),
    Patch("functions.runtime_management", wraps=("services.lambda_svc.handle_request",)),
    Patch(
        "functions.response_members",
        wraps=("services.lambda_svc.handle_request",),
        outermost="it completes the responses of the wrappers inside",
    ),
    Patch(
        "functions.session_secrets",
        replaces=("core.lambda_runtime.execution_credentials", "services.lambda_svc.execution_credentials"),
    ),
    Patch(
        "functions.qualified_arns",
        wraps=(
            "services.lambda_svc._create_function",
            "services.lambda_svc._get_function",
            "services.lambda_svc._get_function_config",
            "services.lambda_svc._list_functions",
            "services.lambda_svc._list_versions",
            "services.lambda_svc._update_code",
        ),
    ),
    # After the other wrappers of _create_function, so that it holds the lock until the response is made.
    Patch(
        "functions.state_transitions",
        wraps=("services.lambda_svc._create_function",),
        replaces=("services.lambda_svc._schedule_state_transition",),
    ),
    Patch("functions.alias_lists", wraps=("services.lambda_svc._list_aliases",)),
    Patch(
        "functions.configurations",
        wraps=(
            "services.lambda_svc._build_config",
            "services.lambda_svc._update_config",
            "services.lambda_svc._vpc_config_with_id",
        ),
    ),
    Patch(
        "functions.url_configs",
        wraps=(
            "services.lambda_svc._create_function_url_config",
            "services.lambda_svc._update_function_url_config",
        ),
    ),
    Patch("functions.unserved_runtimes", wraps=("services.lambda_svc._execute_function",)),
    Patch("functions.url_authorization", wraps=("core.iam_evaluator.enforce",)),
    Patch("http.api_hosts", wraps=("app._parse_execute_api_url",)),
    Patch("http.retried_calls", wraps=("app.app",)),
    Patch("http.secure_transport", wraps=("core.iam_evaluator._resolve_condition_key",)),
    Patch("http.unserved_services", wraps=("core.router._is_aws_service_name",)),
    Patch("http.slack_webhooks", wraps=("app._handle_post_body_shortcuts",)),
    # After http.slack_webhooks, whose path isn't an endpoint's.
    Patch(
        "http.public_endpoints",
        wraps=(
            "app._handle_post_body_shortcuts",
            "app._handle_pre_body_request",
            "app._handle_special_data_plane_request",
        ),
        outermost="a request to a public endpoint must reach none of them",
    ),
    Patch(
        "http.unserved_operations",
        wraps=("app._dispatch_service_request", "app._handle_ses_v2_request"),
    ),
    # Before http.validated_requests, which refuses a request before these read it.
    Patch(
        "ses.v2_configuration_sets",
        wraps=("app._handle_ses_messages_request", "services.ses_v2.handle_request"),
    ),
    Patch(
        "ses.shared_identities",
        wraps=(
            "services.ses._delete_identity",
            "services.ses._verify_domain_dkim",
            "services.ses._verify_domain_identity",
            "services.ses._verify_email_identity",
            "services.ses_v2.handle_request",
        ),
    ),
    Patch("ses.v2_signing_keys", wraps=("services.ses_v2._easy_dkim_attributes",)),
    Patch("ses.identity_notifications", wraps=("services.ses._publish_notification", "services.ses.handle_request")),
    # After ses.v2_configuration_sets, which adds the configuration set to a sent message.
    Patch("ses.mailbox_simulator", wraps=("services.ses_v2.handle_request",)),
    Patch(
        "s3.completed_uploads", wraps=("services.s3._complete_multipart_upload", "services.s3._create_multipart_upload")
    ),
    Patch("s3.copied_objects", wraps=("services.s3._copy_object",)),
    Patch("s3.created_buckets", wraps=("services.s3._create_bucket", "services.s3._location_constraint_error")),
    Patch("s3.encryption_keys", wraps=("services.s3._resolve_sse_write_headers",)),
    Patch(
        "s3.event_records",
        wraps=(
            "services.eventbridge._dispatch_event",
            "services.s3._deliver_event_to_lambda",
            "services.s3._deliver_event_to_sns",
            "services.s3._deliver_event_to_sqs",
            "services.s3._fire_s3_event",
        ),
    ),
    # Before http.validated_requests, which refuses what isn't an account.
    Patch("s3.expected_owners", wraps=("services.s3._dispatch",)),
    Patch(
        "s3.locked_buckets",
        wraps=(
            "services.s3._delete_object",
            "services.s3._delete_objects",
            "services.s3._object_lock_header_error",
            "services.s3._put_bucket_versioning",
            "services.s3._put_object_retention",
        ),
    ),
    Patch("s3.logging_targets", wraps=("services.s3._put_bucket_logging",)),
    Patch("s3.metadata_values", wraps=("services.s3._extract_user_metadata",)),
    Patch("s3.mistaken_operations", wraps=("services.s3._dispatch",)),
    Patch(
        "s3.notification_destinations",
        wraps=("services.s3._notification_configs_to_xml", "services.s3._validate_notification_target_arn"),
        replaces=("services.s3._validate_notification_configs",),
    ),
    Patch(
        "s3.object_settings",
        wraps=(
            "services.s3._complete_multipart_upload",
            "services.s3._create_multipart_upload",
            "services.s3._put_object",
        ),
    ),
    # Both before s3.page_sizes and others that wrap what they replace.
    Patch("s3.listed_uploads", replaces=("services.s3._list_multipart_uploads",)),
    Patch("s3.listed_versions", replaces=("services.s3._list_object_versions",)),
    Patch(
        "s3.page_sizes",
        wraps=(
            "services.s3._list_multipart_uploads",
            "services.s3._list_object_versions",
            "services.s3._list_objects_v1",
            "services.s3._list_objects_v2",
            "services.s3._list_parts",
        ),
    ),
    Patch(
        "s3.query_signatures",
        wraps=(
            "services.s3._merge_hoisted_amz_headers",
            "services.s3._reject_response_overrides_if_unsigned",
            "services.s3.validate_object_request",
        ),
        replaces=("core.iam_evaluator._sigv2_check",),
    ),
    Patch(
        "s3.subresource_events",
        wraps=(
            "services.s3._delete_object_tagging",
            "services.s3._put_object_acl",
            "services.s3._put_object_tagging",
        ),
        extends=("services.s3._S3_EVENTBRIDGE_EVENT_DETAIL_TYPE",),
    ),
    Patch("s3.upload_markers", wraps=("services.s3._list_multipart_uploads",)),
    Patch(
        "s3.error_members",
        wraps=(
            "services.s3._check_copy_source_preconditions",
            "services.s3._check_put_preconditions",
            "services.s3._check_read_preconditions",
            "services.s3._dispatch",
        ),
        replaces=("services.s3._error",),
    ),
    Patch(
        "s3.xml_answers", wraps=("services.s3._get_bucket_acl", "services.s3._get_object_acl", "services.s3._xml_body")
    ),
    Patch(
        "s3.default_encryption",
        wraps=(
            "services.kms._key_metadata",
            "services.s3._bucket_default_sse_headers",
            "services.s3._resolve_sse_write_headers",
        ),
        replaces=("services.s3._SSE_STORED_HEADERS",),
    ),
    Patch(
        "s3.default_content_type",
        wraps=("services.s3._build_object_record", "services.s3._copy_object", "services.s3._create_multipart_upload"),
    ),
    Patch("s3.copy_sources", wraps=("core.iam_actions._s3_source_object", "services.s3._resolve_copy_source_alias")),
    Patch(
        "s3.missing_versions",
        wraps=("services.s3._delete_object_version", "services.s3._delete_objects", "services.s3._xml_body"),
    ),
    Patch(
        "s3.encoded_lists",
        wraps=("services.s3._list_multipart_uploads", "services.s3._list_object_versions", "services.s3._xml_body"),
    ),
    # After s3.encoded_lists, so that they see the keys as they are.
    Patch("s3.listed_checksums", wraps=("services.s3._xml_body",)),
    Patch(
        "s3.upload_order",
        wraps=("services.s3._create_multipart_upload", "services.s3._list_multipart_uploads", "services.s3._xml_body"),
    ),
    Patch("s3.ranges", wraps=("services.s3._get_object", "services.s3._head_object")),
    Patch(
        "s3.checksums",
        wraps=(
            "services.s3._copy_object",
            "services.s3._maybe_replicate",
            "services.s3._object_response_headers",
            "services.s3._put_object",
        ),
        replaces=("services.s3._compute_s3_checksum", "services.s3._resolve_object_checksums"),
    ),
    Patch(
        "s3.multipart_checksums",
        wraps=("services.s3._create_multipart_upload", "services.s3._upload_part_copy", "services.s3._xml_body"),
        replaces=("services.s3._resolve_part_checksums",),
    ),
    Patch("s3.completed_checksums", wraps=("services.s3._complete_multipart_upload",)),
    Patch("s3.object_parts", wraps=("services.s3._get_object", "services.s3._head_object")),
    Patch(
        "s3.object_attributes",
        wraps=("services.s3._append_object_parts", "services.s3._get_object_attributes", "services.s3._xml_body"),
    ),
    Patch(
        "s3.lifecycle_expiration",
        wraps=(
            "services.s3._complete_multipart_upload",
            "services.s3._copy_object",
            "services.s3._get_object",
            "services.s3._head_object",
            "services.s3._put_object",
        ),
    ),
    Patch(
        "s3.suspended_versions",
        wraps=("services.s3._copy_object", "services.s3._get_object", "services.s3._head_object"),
    ),
    Patch("s3.future_dates", wraps=("services.s3._check_read_preconditions",)),
    Patch(
        "s3.missing_members", wraps=("services.s3._create_bucket", "services.s3._head_object", "services.s3._xml_body")
    ),
    Patch("s3.bucket_tokens", wraps=("services.s3._list_buckets", "services.s3._xml_body")),
    Patch(
        "s3.form_fields",
        wraps=(
            "services.s3._build_object_record",
            "services.s3._enforce_signed_post_policy",
            "services.s3._post_object",
        ),
    ),
    Patch("s3.header_values", wraps=("services.s3._apply_response_overrides", "services.s3._object_response_headers")),
    Patch("s3.lifecycle_ids", wraps=("services.s3._lifecycle_rules_error",)),
    Patch("s3.notification_overlaps", wraps=("services.s3._validate_notification_configs",)),
    Patch("s3.post_forms", wraps=("services.s3._account_from_access_key", "services.s3._parse_multipart_form")),
    Patch("s3.control_characters", wraps=("services.s3._xml_body",)),
    Patch("s3.hidden_objects", wraps=("core.iam_evaluator.enforce", "services.s3._foreign_bucket_allows")),
    Patch("s3.copied_versions", wraps=("services.s3._copy_object", "services.s3._upload_part_copy")),
    Patch(
        "s3.subresource_versions",
        wraps=(
            "services.s3._delete_object_tagging",
            "services.s3._ensure_bucket",
            "services.s3._get_object_acl",
            "services.s3._get_object_tagging",
            "services.s3._put_object_acl",
            "services.s3._put_object_tagging",
        ),
    ),
    # Before http.cbor_requests, so that it reads JSON, and after functions.isolated_workers, which makes the trace.
    Patch(
        "functions.recorded_invocations",
        wraps=(
            "app._dispatch_service_request",
            "app._handle_ses_v2_request",
            "services.lambda_svc._execute_function_dispatch",
            "services.lambda_svc._xray_trace_id_for_invocation",
        ),
    ),
    Patch(
        "http.validated_requests",
        wraps=(
            "app._dispatch_service_request",
            "app._handle_ses_v2_request",
            "services.s3._dispatch",
            "services.ses_v2.handle_request",
        ),
        replaces=("app.SERVICE_HANDLERS",),
    ),
    # After the other patches of the dispatch, which all get the request that is carried out.
    Patch(
        "http.ambiguous_requests",
        wraps=("app._dispatch_service_request", "core.iam_actions.extract_iam_action"),
    ),
    Patch(
        "http.cbor_requests",
        wraps=("app._dispatch_service_request",),
        outermost="the wrappers inside, which validate and refuse requests, read JSON",
    ),
    # Before describe_alarms, which turns requests of the Query protocol into the form that this one validates.
    Patch(
        "observability.alarm_evaluation",
        wraps=("services.cloudwatch._put_metric_alarm",),
        replaces=(
            "services.cloudwatch._dispatch_alarm_actions",
            "services.cloudwatch._evaluate_alarm",
            "services.cloudwatch._evaluate_all_alarms",
        ),
    ),
    Patch(
        "observability.describe_alarms",
        wraps=("services.cloudwatch._put_metric_alarm", "services.cloudwatch._set_alarm_state"),
    ),
    Patch("observability.filter_log_events_pages", wraps=("services.cloudwatch_logs._filter_log_events",)),
    # Before filter_patterns, so that a pattern is refused before its destination is tried.
    Patch(
        "observability.subscription_filters",
        wraps=(
            "services.cloudwatch_logs._describe_subscription_filters",
            "services.cloudwatch_logs._fanout_to_subscription_filters",
            "services.cloudwatch_logs._put_subscription_filter",
        ),
    ),
    # After filter_log_events_pages, which doesn't expect a pattern that can't be parsed.
    Patch(
        "observability.filter_patterns",
        wraps=(
            "services.cloudwatch_logs._filter_log_events",
            "services.cloudwatch_logs._put_metric_filter",
            "services.cloudwatch_logs._put_subscription_filter",
            "services.cloudwatch_logs._start_live_tail",
            "services.cloudwatch_logs.handle_request",
        ),
        replaces=(
            "services.cloudwatch_logs._compile_filter_pattern",
            "services.cloudwatch_logs._subscription_pattern_matches",
        ),
    ),
    Patch("observability.log_errors", wraps=("services.cloudwatch_logs.error_response_json",)),
    Patch(
        "observability.function_logs",
        wraps=("services.lambda_svc._execute_function_dispatch",),
        replaces=("services.lambda_svc._emit_lambda_logs",),
    ),
    Patch(
        "observability.function_metrics",
        wraps=("services.lambda_svc._execute_function_dispatch",),
        replaces=("services.lambda_svc._emit_lambda_metrics",),
    ),
    Patch("observability.insights_queries", wraps=("services.cloudwatch_logs._start_query",)),
    Patch("observability.log_stream_authorization", wraps=("core.iam_actions.extract_resource_arn",)),
    Patch(
        "observability.metric_data",
        wraps=(
            "services.cloudwatch._dims_from_list",
            "services.cloudwatch._get_metric_data",
            "services.cloudwatch._put_metric_data",
        ),
    ),
    Patch("observability.metric_statistics", replaces=("services.cloudwatch._get_metric_statistics",)),
    Patch("observability.query_protocol", wraps=("services.cloudwatch.handle_request",)),
    Patch("observability.embedded_metrics", wraps=("services.cloudwatch_logs._put_log_events",)),
    Patch("observability.metric_filters", wraps=("services.cloudwatch_logs._put_log_events",)),
    Patch("observability.metric_retention", wraps=("services.cloudwatch._evict_old_metrics",)),
    # After what is done with events, so that it is done with those that are accepted.
    Patch("observability.rejected_log_events", wraps=("services.cloudwatch_logs._put_log_events",)),
    Patch(
        "observability.log_members",
        wraps=tuple(
            f"services.cloudwatch_logs.{name}"
            for name in (
                "_describe_destinations",
                "_describe_log_groups",
                "_describe_log_streams",
                "_describe_metric_filters",
                "_describe_resource_policies",
                "_put_delivery_destination",
                "_put_destination",
                "_put_resource_policy",
                "handle_request",
            )
        ),
        replaces=("services.cloudwatch_logs._format_delivery_destination",),
    ),
    Patch("observability.query_definitions", wraps=("services.cloudwatch_logs.handle_request",)),
    Patch(
        "secrets_manager.secret_members",
        wraps=tuple(
            f"services.secretsmanager.{name}"
            for name in (
                "_create_secret",
                "_delete_secret",
                "_describe_secret",
                "_list_secrets",
                "_store_new_secret",
                "handle_request",
            )
        ),
        replaces=("services.secretsmanager._filter_secret_names",),
    ),
    Patch(
        "secrets_manager.staging_labels",
        wraps=tuple(
            f"services.secretsmanager._{name}" for name in ("get_secret_value", "put_secret_value", "vid_to_stages")
        ),
        replaces=("services.secretsmanager._list_secret_version_ids",),
    ),
    Patch(
        "secrets_manager.rotation",
        wraps=("services.secretsmanager._describe_secret", "services.secretsmanager._rotate_secret"),
    ),
    Patch("scheduler.authorization", wraps=("core.iam_actions.extract_resource_arn",)),
    Patch(
        "scheduler.due_times",
        wraps=("services.scheduler._create_schedule", "services.scheduler._update_schedule"),
        replaces=("services.scheduler._tick_schedules",),
    ),
    Patch("scheduler.targets", wraps=("services.eventbridge._invoke_target",)),
    Patch(
        "ses.identity_authorization",
        wraps=(
            "core.iam_actions.extract_resource_arn",
            "core.iam_actions.identity_denial_message",
            "core.iam_evaluator.enforce",
        ),
    ),
    Patch(
        "sns.deliveries",
        wraps=("services.sns._deliver_to_sqs",),
        replaces=("services.sns._deliver_to_lambda",),
    ),
    Patch(
        "sns.fifo_topics",
        wraps=(
            "services.sns._deliver_to_sqs",
            "services.sns._publish",
            "services.sns._publish_batch",
            "services.sns._set_subscription_attributes",
        ),
    ),
    Patch("sns.error_codes", wraps=("services.sns._error",)),
    Patch(
        "sns.filter_policies",
        wraps=("services.sns._set_subscription_attributes", "services.sns._subscribe"),
        replaces=("services.sns._matches_filter_policy",),
    ),
    # After filter_policies, which replaces a function that this one wraps.
    Patch(
        "sns.notifications",
        wraps=(
            "services.sns._build_envelope",
            "services.sns._matches_filter_policy",
            "services.sns._resolve_message_for_protocol",
        ),
    ),
    Patch(
        "sns.topics",
        wraps=tuple(
            f"services.sns._{name}"
            for name in (
                "add_permission",
                "create_topic",
                "get_subscription_attributes",
                "list_subscriptions",
                "list_subscriptions_by_topic",
                "subscribe",
            )
        ),
    ),
    Patch("sns.email_subscriptions", wraps=("services.sns._build_envelope", "services.sns._subscribe")),
    Patch("sns.trace_headers", wraps=("services.sns._deliver_to_sqs", "services.sns.handle_request")),
    Patch("sqs.error_codes", wraps=("services.sqs._json_err_resp", "services.sqs._xml_err_resp")),
    Patch("sqs.attributes_without_names", extends=("services.sqs._HANDLERS",)),
    Patch("sqs.message_groups", wraps=("services.sqs._collect_fifo",)),
    Patch("sqs.message_move_tasks", extends=("services.sqs._HANDLERS",)),
    Patch("sqs.receipt_handles", extends=("services.sqs._HANDLERS",)),
    Patch(
        "sqs.sent_messages",
        wraps=("services.sqs._act_send_message", "services.sqs.handle_request"),
        replaces=("services.sqs._act_send_message_batch",),
        extends=("services.sqs._HANDLERS",),
    ),
    Patch("sqs.unknown_labels", extends=("services.sqs._HANDLERS",)),
    Patch(
        "step_functions.cloudformation_calls",
        extends=tuple(
            f"services.stepfunctions._AWS_SDK_{name}"
            for name in ("ERROR_CODE_OVERRIDES", "ERROR_PREFIX", "SERVICE_MAP")
        ),
    ),
    Patch(
        "step_functions.definitions",
        replaces=("services.stepfunctions._validate_state_machine_definition",),
    ),
    Patch(
        "step_functions.executions",
        wraps=tuple(
            f"services.stepfunctions._{name}"
            for name in (
                "create_state_machine",
                "delete_state_machine",
                "describe_execution",
                "describe_state_machine",
                "describe_state_machine_for_execution",
                "get_execution_history",
                "list_executions",
                "start_execution",
                "start_sync_execution",
                "stop_execution",
                "update_state_machine",
            )
        ),
    ),
    Patch("step_functions.execution_metrics", wraps=("services.stepfunctions._emit_execution_status_event",)),
    Patch(
        "step_functions.integration_results",
        wraps=(
            "services.stepfunctions._invoke_aws_sdk_integration",
            "services.stepfunctions._invoke_resource",
            "services.stepfunctions._sdk_json_param_value",
        ),
    ),
    Patch(
        "step_functions.data_limits",
        wraps=("services.stepfunctions._execute_pass", "services.stepfunctions._invoke_resource"),
    ),
    Patch(
        "step_functions.callbacks",
        wraps=tuple(
            f"services.stepfunctions._{name}"
            for name in (
                "get_activity_task",
                "invoke_resource_with_timeout",
                "send_task_failure",
                "send_task_heartbeat",
                "send_task_success",
            )
        ),
        replaces=tuple(
            f"services.stepfunctions._{name}"
            for name in ("invoke_activity", "invoke_nested_start_execution_sync", "invoke_with_callback")
        ),
        innermost="it replaces what the history of executions wraps",
    ),
    Patch(
        "step_functions.history",
        wraps=tuple(
            f"services.stepfunctions._{name}"
            for name in (
                "add_event",
                "apply_state_assign",
                "execute_task",
                "get_execution_history",
                "invoke_resource",
                "invoke_resource_with_timeout",
                "invoke_with_callback",
                "run_execution",
            )
        ),
    ),
    Patch("step_functions.wait_times", wraps=("services.stepfunctions._execute_wait",)),
    Patch("step_functions.task_times", wraps=("services.stepfunctions._execute_task",)),
    Patch(
        "step_functions.evaluation_failures",
        wraps=tuple(
            f"services.stepfunctions._{name}"
            for name in ("apply_jsonata_arguments", "apply_jsonata_output", "apply_state_assign", "jsonata_state_field")
        ),
        replaces=("services.stepfunctions._apply_jsonata_template",),
    ),
    Patch(
        "step_functions.branch_history",
        wraps=("services.stepfunctions._run_map_items", "services.stepfunctions._run_parallel_branches"),
        replaces=("services.stepfunctions._run_sub_machine",),
    ),
    Patch(
        "step_functions.json_paths",
        wraps=(
            "services.stepfunctions._apply_result_selector",
            "services.stepfunctions._error_matches",
            "services.stepfunctions._execute_choice",
            "services.stepfunctions._execute_map",
            "services.stepfunctions._execute_parallel",
            "services.stepfunctions._execute_pass",
            "services.stepfunctions._execute_task",
            "services.stepfunctions._execute_wait",
            "services.stepfunctions._fail_execution",
            "services.stepfunctions._fail_state_field",
            "services.stepfunctions._resolve_params_obj",
            "services.stepfunctions._resolve_path",
        ),
    ),
    Patch("step_functions.choice_rules", wraps=("services.stepfunctions._evaluate_rule",)),
    Patch(
        "step_functions.task_permissions",
        wraps=("services.stepfunctions._invoke_resource", "services.stepfunctions._run_execution"),
    ),
    Patch("step_functions.test_state", replaces=("services.stepfunctions._test_state",)),
    Patch("step_functions.test_state_mocks", wraps=("services.stepfunctions._test_state",)),
    Patch(
        "step_functions.timeouts",
        wraps=tuple(f"services.stepfunctions._{name}" for name in ("add_event", "fail_execution", "run_execution")),
    ),
    Patch("step_functions.variable_references", wraps=("services.stepfunctions._describe_state_machine",)),
    Patch("step_functions.states_variable", replaces=("services.stepfunctions._evaluate_jsonata",)),
    Patch(
        "step_functions.activities",
        wraps=tuple(
            f"services.stepfunctions._{name}"
            for name in ("create_activity", "delete_activity", "describe_activity", "get_activity_task")
        ),
    ),
    Patch(
        "step_functions.machine_versions",
        wraps=tuple(
            f"services.stepfunctions._{name}"
            for name in (
                "create_state_machine",
                "create_state_machine_alias",
                "describe_execution",
                "describe_state_machine_for_execution",
                "list_executions",
                "list_state_machine_aliases",
                "publish_state_machine_version",
                "start_execution",
                "tag_resource",
            )
        ),
    ),
    Patch(
        "step_functions.execution_logs",
        wraps=tuple(
            f"services.stepfunctions._{name}" for name in ("add_event", "create_state_machine", "update_state_machine")
        ),
    ),
    Patch("step_functions.object_bodies", wraps=("services.stepfunctions._dispatch_aws_sdk_rest_xml",)),
    Patch(
        "step_functions.logging_configurations",
        wraps=("services.stepfunctions._create_state_machine", "services.stepfunctions._update_state_machine"),
    ),
    Patch(
        "step_functions.tracing",
        wraps=tuple(f"services.stepfunctions._{verb}_state_machine" for verb in ("create", "describe", "update")),
    ),
    Patch(
        "api_gateway.http_api_stage_variables",
        wraps=("services.apigateway._invoke_lambda_proxy", "services.apigateway._update_stage"),
        outermost="the wrappers inside, such as the permission's, must get the ARN of the stage's function",
    ),
)
