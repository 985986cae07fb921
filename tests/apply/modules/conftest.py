"""The examples of all modules, applied as one root: most of an apply is the AWS provider's start and its waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from module_examples import module_call, names_of_examples, write_root

from slipway.harness import eventually
from slipway.harness import unique_name as make_unique_name

# API Gateway has one logging role an account and region: only one of its examples can be in a root.
OWN_ROOT = ("api-gateway-account/minimal", "rest-api/minimal", "rest-api-method/minimal")


# What the modules make: service, operation, and where the names stand in its answer (JMESPath).
LISTS = [
    ("apigateway", "get_rest_apis", "items[].name"),
    ("apigatewayv2", "get_apis", "Items[].Name"),
    ("cloudfront", "list_distributions", "DistributionList.Items[].Comment"),
    ("cloudwatch", "describe_alarms", "MetricAlarms[].AlarmName"),
    ("codebuild", "list_projects", "projects[]"),
    ("codepipeline", "list_pipelines", "pipelines[].name"),
    ("dynamodb", "list_tables", "TableNames[]"),
    ("ecr", "describe_repositories", "repositories[].repositoryName"),
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
    """Return ``operation: name`` of everything whose name contains ``name``."""
    return sorted(
        f"{operation}: {item}"
        for service, operation, names in LISTS
        for item in aws(service).get_paginator(operation).paginate().search(names)
        if item and name in item
    )


def assert_nothing_is_left(aws, name):
    """Fail if something of that name is left; AWS lists a deleted queue for up to 60 s."""

    def nothing_is_left():
        assert found(aws, name) == []

    eventually(nothing_is_left, timeout=90)


@dataclass(frozen=True)
class Examples:
    """An applied root with a module call for each example.

    Attributes:
        stack: the root.
        names: ``<module>/<example>`` to the ``name`` that the example was given.
    """

    stack: Any
    names: dict[str, str]

    def outputs(self, example: str) -> dict[str, Any]:
        """Return the outputs of an example."""
        outputs: dict[str, Any] = self.stack.outputs[module_call(example)]
        return outputs


@pytest.fixture(scope="session")
def examples(tf_session, aws, tmp_path_factory) -> Iterator[Examples]:
    """All examples that can be applied together. They leave nothing when they are destroyed."""
    prefix, folder = make_unique_name(), tmp_path_factory.mktemp("examples")
    together = [example for example in names_of_examples() if example not in OWN_ROOT]
    names = {example: f"{prefix}{index:02}" for index, example in enumerate(together)}
    write_root(folder, names)
    stack = tf_session(folder)
    yield Examples(stack.apply(), names)
    stack.destroy()
    assert_nothing_is_left(aws, prefix)


@pytest.fixture(scope="module")
def stack(request, examples) -> SimpleNamespace:
    """The example that a file of tests names as ``EXAMPLE``: its ``name`` and its ``outputs``."""
    example = request.module.EXAMPLE
    return SimpleNamespace(name=examples.names[example], outputs=examples.outputs(example))


@pytest.hookimpl(tryfirst=True)  # before xdist's own, which reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the common root in one worker, which applies it once."""
    for item in items:
        if "examples" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("examples"))
