"""A policy can limit changes of records in Route 53 by their names, their types and the actions.

The condition keys of ChangeResourceRecordSets have the values of all changes of a request. A name is in lower case,
without a dot at its end, and with an octal code in place of another character than a letter, a digit, - _ and dot:
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html

MiniStack doesn't have these keys, so a policy with them allows nothing, or everything.
"""

import functools
import re
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring

from ministack.core import iam_actions

_ACTION = "route53:ChangeResourceRecordSets"
_ELEMENTS = {"Name": "NormalizedRecordNames", "Type": "RecordTypes", "Action": "Actions"}
_ESCAPED = re.compile(r"[^a-z0-9._\-\\]")


def apply() -> None:
    """Add the keys to the context of a request."""
    request_tag_context = iam_actions.request_tag_context

    @functools.wraps(request_tag_context)
    def context(service: str, iam_action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
        keys: dict[str, Any] = request_tag_context(service, iam_action, body, params)
        return {**keys, **_changes(body)} if iam_action == _ACTION else keys

    iam_actions.request_tag_context = context


def _changes(body: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {key: [] for key in _ELEMENTS.values()}
    try:
        elements = list(fromstring(body).iter())  # noqa: S314 - expat limits the expansion of entities
    except (ParseError, ValueError):  # refused after authorization
        elements = []
    for element in elements:
        if key := _ELEMENTS.get(element.tag.rpartition("}")[2]):
            found[key].append(element.text or "")
    found["NormalizedRecordNames"] = [_normalized(name) for name in found["NormalizedRecordNames"]]
    return {f"{_ACTION}{key}": values for key, values in found.items()}


def _normalized(name: str) -> str:
    return _ESCAPED.sub(lambda match: f"\\{ord(match[0]):03o}", name.strip().lower().removesuffix("."))
