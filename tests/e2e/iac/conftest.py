"""Fixtures of the end-to-end tests of a stack, in the account of the run. Each folder has its own fixture `stack`."""

import json
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from repository import ROOT

from slipway.config.project import load_project
from slipway.harness.http import Http
from slipway.harness.plan import Plan
from slipway.harness.stack import SharedStack
from slipway.iam.audit import audit
from slipway.iam.grants import read
from slipway.local import decisions, slack

_ANY_TABLE = "arn:aws:dynamodb:*:*:table/any"


@pytest.fixture(scope="session")
def bootstrap(run_bootstrap: SharedStack) -> SharedStack:
    """The stack iac/bootstrap."""
    return run_bootstrap


@pytest.fixture(scope="session")
def aws(run_bootstrap: SharedStack) -> Callable[[str], Any]:
    """As the harness's, in the account of the run."""
    return run_bootstrap.aws


@pytest.fixture(scope="session")
def http(run_bootstrap: SharedStack) -> Http:
    """As the harness's, in the account of the run."""
    return run_bootstrap.http


@pytest.fixture
def assert_converged(terraform, planner, stack, tmp_path) -> Callable[[str], None]:
    """``assert_converged("movies")`` asserts that a plan of that stack, made by the plan role, changes nothing."""

    def assert_converged(name: str) -> None:
        plan = terraform(planner, name).save_plan(tmp_path / "plan", stack.variables, lock=False)
        assert plan is None or Plan(plan).differences() == []

    return assert_converged


@pytest.fixture
def queued(aws) -> Callable[[str], list[dict[str, Any]]]:
    """``queued(url)`` takes what a queue holds now and returns it."""

    def queued(url: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while (
            batch := aws("sqs")
            .receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
            .get("Messages")
        ):
            found += batch
            for message in batch:
                aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    return queued


@pytest.fixture
def logged(aws, stack) -> Callable[[str, str], list[dict[str, Any]]]:
    """``logged(app, text)`` returns the JSON lines of a function's log that hold the text."""
    started = int(time.time() * 1000) - 1000

    def logged(app: str, text: str) -> list[dict[str, Any]]:
        pages = (
            aws("logs")
            .get_paginator("filter_log_events")
            .paginate(logGroupName=f"/aws/lambda/{stack.environment}-{app}", startTime=started)
        )
        return [json.loads(event["message"]) for page in pages for event in page["events"] if text in event["message"]]

    return logged


@pytest.fixture
def posted(run_target, eventually) -> Callable[..., dict[str, dict[str, Any]]]:
    """``posted(execution, "started", …)`` waits for exactly these messages in Slack; text and time by outcome."""

    def posted(execution: str, *outcomes: str) -> dict[str, dict[str, Any]]:
        def check() -> dict[str, dict[str, Any]]:
            about = [each for each in slack.messages(run_target) if execution in json.dumps(each)]
            found = [each["message"]["text"].partition(",")[0].split()[-1] for each in about]
            assert sorted(found) == sorted(outcomes)
            return {
                outcome: {"text": slack.render(each), "time": datetime.fromisoformat(each["received_at"])}
                for outcome, each in zip(found, about, strict=True)
            }

        return eventually(check)

    return posted


@pytest.fixture
def grants(aws, stack) -> Callable[[], set[tuple[str, str, str]]]:
    """``grants()`` returns every (role ARN, action, resource) that the stack's roles are granted."""
    return lambda: {_named(grant) for role in _roles(aws, stack) for grant in role.grants}


@pytest.fixture
def unused(aws, stack, local_aws) -> Callable[[], set[tuple[str, str, str]]]:
    """``unused()`` returns the grants that `slipway iam` finds unused."""
    expected = load_project(ROOT).unused_grants

    def unused() -> set[tuple[str, str, str]]:
        made = [decision for _, decision in decisions.read(local_aws.iam_decisions_file)]
        return {_named(grant) for each in audit(_roles(aws, stack), made, expected) for grant in each.unused}

    return unused


@pytest.fixture
def extra_grant(aws, stack):
    """``with extra_grant(role) as grant:`` grants a role, named without the environment, what it has no use for."""

    @contextmanager
    def extra_grant(role):
        iam, role, action, resource = aws("iam"), f"{stack.environment}-{role}", "dynamodb:DeleteItem", _ANY_TABLE
        statement = {"Effect": "Allow", "Action": action, "Resource": resource}
        _put(iam, role, "extra-grant", {"Version": "2012-10-17", "Statement": [statement]})
        try:
            yield iam.get_role(RoleName=role)["Role"]["Arn"], action, resource
        finally:
            iam.delete_role_policy(RoleName=role, PolicyName="extra-grant")

    return extra_grant


@pytest.fixture
def without(aws, stack):
    """``with without(role, action):`` takes a grant from a role, named without the environment, for a while."""

    @contextmanager
    def without(role, action):
        iam, role = aws("iam"), f"{stack.environment}-{role}"
        names = iam.list_role_policies(RoleName=role)["PolicyNames"]
        before = {name: _document(iam, role, name) for name in names}
        after = {name: _less(document, action) for name, document in before.items()}
        assert after != before
        for name, document in after.items():
            _put(iam, role, name, document)
        try:
            yield
        finally:
            for name, document in before.items():
                _put(iam, role, name, document)

    return without


def _roles(aws, stack):
    return [read(aws("iam"), _name(arn)) for arn in stack.roles]


def _named(grant):
    return grant.role, str(grant.action), str(grant.resource)


def _name(arn):
    return arn.rpartition("/")[2]


def _less(document, action):
    kept = [
        {**each, "Action": [one for one in _listed(each["Action"]) if one != action]} for each in document["Statement"]
    ]
    return {**document, "Statement": [statement for statement in kept if statement["Action"]]}


def _document(iam, role, name):
    return iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]


def _put(iam, role, name, document):
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))


def _listed(value):
    return value if isinstance(value, list) else [value]
