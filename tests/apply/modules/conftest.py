"""The examples of all modules, applied in a few roots."""

import functools
import io
import zipfile
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from module_examples import module_call, names_of_examples, part_of, write_root

from slipway.harness import eventually
from slipway.harness import unique_name as make_unique_name

# API Gateway has one logging role an account and region: only one of its examples can be in a root.
OWN_ROOT = ("api-gateway-account/minimal", "rest-api/minimal", "rest-api-method/minimal")
# Applied by the file of its tests.
OWN_TESTS = ("authorizer/rest-api",)

DESTROYING_TEST = "test_examples_leave_nothing_when_they_are_destroyed"

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
    ("scheduler", "list_schedules", "Schedules[].Name"),
    ("secretsmanager", "list_secrets", "SecretList[].Name"),
    ("sns", "list_subscriptions", "Subscriptions[].SubscriptionArn"),
    ("sns", "list_topics", "Topics[].TopicArn"),
    ("sqs", "list_queues", "QueueUrls[]"),
    ("stepfunctions", "list_state_machines", "stateMachines[].name"),
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


def zipped(code, name="f.py"):
    """Return a zip with one file."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, code)
    return archive.getvalue()


def deploy(client, name, code, alias="live"):
    """Release Python code as a function's version and move an alias to it; returns the version."""
    handler = client.get_function_configuration(FunctionName=name)["Handler"]
    client.update_function_code(FunctionName=name, ZipFile=zipped(code, f"{handler.partition('.')[0]}.py"))
    client.get_waiter("function_updated_v2").wait(FunctionName=name)
    version = client.publish_version(FunctionName=name)["Version"]
    client.update_alias(FunctionName=name, Name=alias, FunctionVersion=version)
    return version


@dataclass(frozen=True)
class Examples:
    """An applied root with a module call for each of some examples.

    Attributes:
        stack: the root.
        prefix: prefix of all names.
        names: ``<module>/<example>`` to the ``name`` that the example was given.
    """

    stack: Any
    prefix: str
    names: dict[str, str]

    def outputs(self, example: str) -> dict[str, Any]:
        """Return the outputs of an example."""
        outputs: dict[str, Any] = self.stack.outputs[module_call(example)]
        return outputs


@pytest.fixture(scope="session")
def examples_of_part(tf_session, tmp_path_factory):
    """``examples_of_part(0)`` are the examples of the first root, which is applied once."""

    def apply(part) -> Examples:
        prefix, folder = make_unique_name(), tmp_path_factory.mktemp("examples")
        together = [each for each in names_of_examples() if each not in OWN_ROOT + OWN_TESTS and part_of(each) == part]
        names = {example: f"{prefix}{index:02}" for index, example in enumerate(together)}
        write_root(folder, names)
        return Examples(tf_session(folder).apply(), prefix, names)

    return functools.cache(apply)


@pytest.fixture(scope="module")
def examples(request, examples_of_part) -> Examples:
    """The examples of the root that has the example that a file of tests names as ``EXAMPLE``."""
    return examples_of_part(part_of(request.module.EXAMPLE))


@pytest.fixture(scope="module")
def stack(request, examples) -> SimpleNamespace:
    """The example that a file of tests names as ``EXAMPLE``: its ``name`` and its ``outputs``."""
    example = request.module.EXAMPLE
    return SimpleNamespace(name=examples.names[example], outputs=examples.outputs(example))


@pytest.hookimpl(tryfirst=True)  # before xdist's own, which reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a root in one worker, which applies it once, and the one that destroys it last."""
    for item in items:
        if "examples_of_part" in getattr(item, "fixturenames", ()):
            parameters = item.callspec.params if hasattr(item, "callspec") else {}
            part = parameters["part"] if "part" in parameters else part_of(item.module.EXAMPLE)
            item.add_marker(pytest.mark.xdist_group(f"examples-{part}"))
            item.add_marker(pytest.mark.slow(150))
    items.sort(key=lambda item: getattr(item, "originalname", "") == DESTROYING_TEST)
