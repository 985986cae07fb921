"""Changes that no plan of a stack may make: data would be lost, or each record of a stream be processed twice."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

_Json = Mapping[str, Any]
_MAPPING = "aws_lambda_event_source_mapping"

# What holds data, and the attributes that say whether it may be lost, by the documentation of the resource types:
# https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
_UNPROTECTED: Mapping[str, _Json] = {
    "aws_cognito_user_pool": {"deletion_protection": "INACTIVE"},
    "aws_db_instance": {"deletion_protection": False},
    "aws_dynamodb_table": {"deletion_protection_enabled": False},
    "aws_ecr_repository": {"force_delete": True},
    "aws_kms_key": {},
    "aws_rds_cluster": {"deletion_protection": False},
    "aws_s3_bucket": {"force_destroy": True},
}
# An output of module table, and attributes of a table and of a stream of Kinesis.
_STREAM = re.compile(r"(module|aws_dynamodb_table)\..*\.stream_arn|aws_kinesis_stream\..*\.arn")


def violations(plan: _Json) -> Iterator[str]:
    """Yield each change that a plan must not make, as one line with the resource's address and what to do instead.

    Args:
        plan: plan in Terraform's JSON format:
            https://developer.hashicorp.com/terraform/internals/json-format#plan-representation.
    """
    for change in plan.get("resource_changes", []):
        if change.get("mode") == "managed" and "delete" in change["change"]["actions"] and _is_protected(change):
            yield (
                f"{change['address']} would be deleted with its data: keep its name and its keys, write a moved block "
                "if its address has changed, or end its protection in an earlier apply"
            )
    for addresses in [*_same_values(plan), *_same_references(plan)]:
        yield (
            f"{' and '.join(addresses)} map one stream to one function, which would process each record twice: keep "
            "one, with all filters"
        )


def _is_protected(change: _Json) -> bool:
    unprotected = _UNPROTECTED.get(change["type"])
    before = change["change"]["before"] or {}
    return unprotected is not None and not any(before.get(name) == value for name, value in unprotected.items())


def _same_values(plan: _Json) -> Iterator[list[str]]:
    """Yield the addresses of mappings of the same stream and function, as far as both ARNs are known."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for resource in _resources(plan.get("planned_values", {}).get("root_module", {})):
        values = resource.get("values") or {}  # absent of a resource of which nothing is known yet
        source, function = values.get("event_source_arn"), values.get("function_name")
        if resource["type"] == _MAPPING and source and function and source.split(":")[2] != "sqs":
            found[source, _function_name(function)].append(resource["address"])
    yield from (addresses for addresses in found.values() if len(addresses) > 1)


def _function_name(reference: str) -> str:
    """Return the name in a function's ARN, which may have a version or an alias; a name is returned unchanged."""
    parts = reference.split(":")
    return parts[6] if parts[0] == "arn" else parts[0]


def _resources(module: _Json) -> Iterator[_Json]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _resources(child)


def _same_references(plan: _Json) -> Iterator[list[str]]:
    """Yield the addresses of new mappings that name the same stream and function, whose ARNs aren't known yet."""
    changes = plan.get("resource_changes", [])
    created = {change["address"] for change in changes if change["change"]["actions"] == ["create"]}
    root = plan.get("configuration", {}).get("root_module", {})
    found: dict[tuple[frozenset[str], frozenset[str]], list[str]] = defaultdict(list)
    for address, stream, function in _named(root):
        if address in created and stream and function and not any(name.startswith("each.") for name in function):
            found[stream, function].append(address)
    known = {address for addresses in _same_values(plan) for address in addresses}
    yield from (addresses for addresses in found.values() if len(addresses) > 1 and not known.issuperset(addresses))


def _named(root: _Json) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Yield the address of each mapping in a root module or a module that it calls, and what it names there."""
    for resource in root.get("resources", []):
        if resource["type"] == _MAPPING:
            yield resource["address"], *_ends(resource, lambda name: [name])
    for call, settings in root.get("module_calls", {}).items():
        inputs = settings.get("expressions", {})
        for resource in settings.get("module", {}).get("resources", []):
            if resource["type"] == _MAPPING:
                yield f"module.{call}.{resource['address']}", *_ends(resource, partial(_input, inputs))


def _input(inputs: _Json, name: str) -> list[str]:
    variable = name.split(".")[1] if name.startswith("var.") else ""
    expression = inputs.get(variable, {})
    return list(expression.get("references", [])) if isinstance(expression, Mapping) else []


def _ends(resource: _Json, resolve: Callable[[str], list[str]]) -> tuple[frozenset[str], frozenset[str]]:
    names = {
        key: {found for name in resource["expressions"].get(key, {}).get("references", []) for found in resolve(name)}
        for key in ("event_source_arn", "function_name")
    }
    streams = frozenset(name for name in names["event_source_arn"] if _STREAM.fullmatch(name))
    return streams, frozenset(names["function_name"])
