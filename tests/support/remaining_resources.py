"""Finding resources that remain after a destroy."""

import json
from collections.abc import Callable
from typing import Any

# Service -> operation that lists the names of resources that the stacks create.
_LISTS = {
    "cloudfront": "list_distributions",
    "cloudwatch": "describe_alarms",
    "codebuild": "list_projects",
    "codepipeline": "list_pipelines",
    "codestar-connections": "list_connections",
    "dynamodb": "list_tables",
    "events": "list_rules",
    "iam": "list_roles",
    "lambda": "list_functions",
    "logs": "describe_log_groups",
    "s3": "list_buckets",
    "sqs": "list_queues",
    "ssm": "describe_parameters",
}


def services_with_resources(aws: Callable[[str], Any], environment: str) -> list[str]:
    """Return the services that still have resources of an environment."""
    pages = {service: _pages(aws(service), operation) for service, operation in _LISTS.items()}
    return [service for service, responses in pages.items() if environment in json.dumps(responses, default=str)]


def _pages(client: Any, operation: str) -> list[Any]:
    if client.can_paginate(operation):
        return list(client.get_paginator(operation).paginate())
    return [getattr(client, operation)()]
