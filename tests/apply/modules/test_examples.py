"""Every example of every module can be applied, converges, and goes without a trace."""

from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[3] / "modules").glob("*/examples/*"))

# What the modules make: service, operation, key of the list, key of an item's name (None: the item is the name).
LISTS = [
    ("apigateway", "get_rest_apis", "items", "name"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("dynamodb", "list_tables", "TableNames", None),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("lambda", "list_event_source_mappings", "EventSourceMappings", "FunctionArn"),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("sns", "list_subscriptions", "Subscriptions", "SubscriptionArn"),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("sqs", "list_queues", "QueueUrls", None),
]


def found(aws, name):
    """Return ``operation: name`` of everything whose name has ``name`` in it."""
    return sorted(
        f"{operation}: {item if key is None else item[key]}"
        for service, operation, items, key in LISTS
        for page in aws(service).get_paginator(operation).paginate()
        for item in page.get(items, [])
        if name in (item if key is None else item[key])
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.parts[-3]}-{example.name}")
def test_example_is_applied_converges_and_leaves_nothing(tf, aws, unique_name, eventually, example):
    stack = tf(example, name=unique_name)

    stack.apply()
    stack.assert_converged()
    assert found(aws, unique_name)

    stack.destroy()

    def nothing_is_left():
        assert found(aws, unique_name) == []

    eventually(nothing_is_left, timeout=90)  # AWS lists a deleted queue for up to 60 s
