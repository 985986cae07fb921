"""Every example of every module can be applied, converges, and goes without a trace."""

import pytest

from .conftest import MODULES, OWN_ROOT

# What the modules make: service, operation, and where the names stand in its answer (JMESPath).
LISTS = [
    ("apigateway", "get_rest_apis", "items[].name"),
    ("cloudfront", "list_distributions", "DistributionList.Items[].Comment"),
    ("cloudwatch", "describe_alarms", "MetricAlarms[].AlarmName"),
    ("codebuild", "list_projects", "projects[]"),
    ("codepipeline", "list_pipelines", "pipelines[].name"),
    ("dynamodb", "list_tables", "TableNames[]"),
    ("events", "list_rules", "Rules[].Name"),
    ("iam", "list_roles", "Roles[].RoleName"),
    ("lambda", "list_event_source_mappings", "EventSourceMappings[].FunctionArn"),
    ("lambda", "list_functions", "Functions[].FunctionName"),
    ("logs", "describe_log_groups", "logGroups[].logGroupName"),
    ("s3", "list_buckets", "Buckets[].Name"),
    ("sns", "list_subscriptions", "Subscriptions[].SubscriptionArn"),
    ("sns", "list_topics", "Topics[].TopicArn"),
    ("sqs", "list_queues", "QueueUrls[]"),
]


def found(aws, name):
    """Return ``operation: name`` of everything whose name has ``name`` in it."""
    return sorted(
        f"{operation}: {item}"
        for service, operation, names in LISTS
        for item in aws(service).get_paginator(operation).paginate().search(names)
        if item and name in item
    )


def assert_nothing_is_left(aws, name, eventually):
    def nothing_is_left():
        assert found(aws, name) == []

    eventually(nothing_is_left, timeout=90)  # AWS lists a deleted queue for up to 60 s


def test_examples_are_applied_and_converge(examples, aws):
    for name in examples.names.values():
        assert found(aws, name)

    examples.stack.assert_converged()


@pytest.mark.parametrize("example", OWN_ROOT)
def test_example_with_a_setting_of_the_account_is_applied_and_converges(tf, aws, unique_name, eventually, example):
    stack = tf(MODULES / example.replace("/", "/examples/"), name=unique_name)

    stack.apply()
    stack.assert_converged()
    assert found(aws, unique_name)

    stack.destroy()
    assert_nothing_is_left(aws, unique_name, eventually)
