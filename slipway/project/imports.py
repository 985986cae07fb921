"""Importing resources that an interrupted Terraform has created, but not written to its state.

Terraform writes a state to S3 every 20 seconds and at its end. If it is killed in between, the next apply would create
the same resources again. AWS refuses that if a name can exist only once. Of a function, the provider repeats it for 5
minutes: https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/lambda/function.go
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, reduce
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway.aws.target import Target
from slipway.config.placeholders import render
from slipway.errors import SlipwayError
from slipway.project.lookups import LOOKUPS
from slipway.terraform import Terraform, TerraformError

_FILE = "slipway-imports.tf"
_ADDRESS = re.compile(r"^(?:│ )? +with (.+),$", re.MULTILINE)
# E.g. EntityAlreadyExists, BucketAlreadyOwnedByYou, PipelineNameInUseException, and API Gateway's "Another resource
# with the same parent already has this name". Not "does not exist".
_EXISTS = re.compile(r"already ?(?:exist|owned|has)|NameInUse|QueueNameExists", re.IGNORECASE)


class OrphanedResourceError(SlipwayError):
    """A resource exists, isn't in the state, and can't be imported."""


def apply_with_imports(terraform: Terraform, variables: dict[str, Any], target: Target, account: str) -> None:
    """Import the resources that a plan creates although they exist, keep those that it would replace, and apply.

    Terraform taints a resource when the provider's wait for it was interrupted. Its replacement would lose its data,
    and that of a function fails, because the module creates the new one before it destroys the old one.

    Args:
        terraform: initialised runner in the stack's directory.
        variables: variables of the stack.
        target: the local AWS.
        account: 12 digits.

    Raises:
        OrphanedResourceError: a resource exists that Slipway can't find.
        TerraformError: the plan failed, or the apply failed for another reason.
    """
    client = cache(target.client)
    values = {"account": account, "region": target.region}
    plan = terraform.plan(variables)
    for address in _tainted(plan):
        terraform.untaint(address)
    ids = _existing(plan, client, values)
    while True:
        try:
            with _import_blocks(terraform.directory, ids):
                terraform.apply(variables)
        except TerraformError as error:
            refused = _refused(error.stderr)
            if not refused:
                raise
            found = _existing(terraform.plan(variables), client, values)  # some names are known only now
            if not refused & (found.keys() - ids.keys()):
                raise OrphanedResourceError(
                    f"{min(refused)} was created by an interrupted run, but can't be imported into its state"
                ) from error
            ids |= found
        else:
            return


def remove_import_blocks(directory: Path) -> None:
    """Remove the import blocks of a run that was killed from a configuration."""
    if (file := directory / _FILE).exists():  # in a read-only folder, no file can be removed that isn't there, either
        file.unlink(missing_ok=True)


@contextmanager
def _import_blocks(directory: Path, ids: Mapping[str, str]) -> Iterator[None]:
    """Add import blocks to a configuration, which its next apply carries out."""
    blocks = [f"import {{\n  to = {address}\n  id = {json.dumps(value)}\n}}\n" for address, value in ids.items()]
    (directory / _FILE).write_text("".join(blocks), encoding="utf-8")
    try:
        yield
    finally:
        remove_import_blocks(directory)


def _refused(errors: str) -> set[str]:
    """Return the addresses of resources that can't be created because they exist."""
    matches = [_ADDRESS.search(error) for error in errors.split("Error: ")[1:] if _EXISTS.search(error)]
    return {match[1] for match in matches if match}


def _tainted(plan: Mapping[str, Any]) -> list[str]:
    """Return the addresses of AWS's resources that are only replaced because they are tainted."""
    return [
        change["address"]
        for change in plan["resource_changes"]
        if change.get("action_reason") == "replace_because_tainted" and change["type"].startswith("aws_")
    ]


def _existing(plan: Mapping[str, Any], client: Callable[[str], Any], values: Mapping[str, Any]) -> dict[str, str]:
    """Return the ids of the existing resources that a plan creates, by address."""
    created = [change for change in plan["resource_changes"] if change["change"]["actions"] == ["create"]]
    ids = {each["address"]: _id(each["type"], {**values, **each["change"]["after"]}, client) for each in created}
    return {address: value for address, value in ids.items() if value}


def _id(kind: str, planned: Mapping[str, Any], client: Callable[[str], Any]) -> str:
    """Return an existing resource's id for an import; empty if it doesn't exist or can't be found."""
    lookup = LOOKUPS.get(kind)
    if lookup is None:
        return ""
    values = {key: value for key, value in planned.items() if value is not None}
    try:
        response = getattr(client(lookup.service), lookup.operation)(**render(lookup.arguments, values))
        wanted = render(lookup.match, values).items()
        items = reduce(_part, lookup.items.split("."), response) if lookup.items else [response]
        found = next(item for item in map(_flat, items) if wanted <= item.items())
        return str(render(lookup.id, {**values, **found}))
    except (LookupError, StopIteration, ClientError, BotoCoreError):  # an unknown value, or no such resource
        return ""


def _part(value: Any, key: str) -> Any:  # noqa: ANN401 - any value of AWS
    return (json.loads(value) if isinstance(value, str) else value)[key]


def _flat(item: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the texts in nested objects, by keys such as ``Policy.Config.Name``."""
    flat: dict[str, Any] = {}
    for key, value in item.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return {key: value for key, value in flat.items() if isinstance(value, str)}
