import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from slipway.harness import unique_name

_Json = dict[str, Any]
# What a stack does after a change set was executed is complete within this many tries of a tenth of a second.
_WAIT = {"Delay": 0.1, "MaxAttempts": 200}


class ChangeSets:
    """The change sets of one stack."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.stack = unique_name()

    def create(self, resources: _Json, name: str = "a", kind: str = "CREATE", **options: Any) -> str:
        """Create a change set, and return its ARN. Parameters are a dictionary, and other sections in capitals."""
        sections = {key: options.pop(key) for key in ("Conditions", "Mappings", "Outputs") if key in options}
        declared, values = options.pop("declared", {}), options.pop("values", {})
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]
        body = json.dumps({"Parameters": declared, "Resources": resources, **sections})
        created = self.client.create_change_set(
            **({"StackName": self.stack, "ChangeSetName": name, "ChangeSetType": kind, "TemplateBody": body} | options),
            Parameters=given,
        )
        return str(created["Id"])

    def describe(self, arn: str, **options: Any) -> _Json:
        described: _Json = self.client.describe_change_set(ChangeSetName=arn, **options)
        del described["ResponseMetadata"]
        return described

    def changes(self, arn: str, **options: Any) -> list[_Json]:
        """Return the changes of a change set, sorted by the logical id."""
        changes = [change["ResourceChange"] for change in self.describe(arn, **options)["Changes"]]
        return sorted(changes, key=lambda change: str(change["LogicalResourceId"]))

    def execute(self, arn: str, kind: str = "create") -> None:
        self.client.execute_change_set(ChangeSetName=arn)
        self.client.get_waiter(f"stack_{kind}_complete").wait(StackName=self.stack, WaiterConfig=_WAIT)


@pytest.fixture
def change_sets(aws: Callable[[str], Any]) -> Iterator[ChangeSets]:
    """The change sets of a stack that doesn't exist yet, which is deleted after the test."""
    found = ChangeSets(aws("cloudformation"))
    yield found
    found.client.delete_stack(StackName=found.stack)


@pytest.fixture
def unpatched_change_sets(unpatched_aws: Callable[[str], Any]) -> ChangeSets:
    """As ``change_sets``, on MiniStack without any patch."""
    return ChangeSets(unpatched_aws("cloudformation"))
