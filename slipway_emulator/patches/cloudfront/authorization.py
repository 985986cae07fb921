"""A CloudFront request is authorized on the distribution, policy or access control that it is for.

A request that creates one is authorized on all resources of that type. CreateDistributionWithTags needs
cloudfront:CreateDistribution, and a function has its name from the beginning:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html

MiniStack has ARNs for existing distributions only. It authorizes the rest on ``*``, so a grant on some resources
allows nothing, and requires cloudfront:CreateDistributionWithTags, which IAM doesn't have.
"""

import functools
import re
from typing import Any

from ministack.core import iam_actions

from slipway_emulator.iam.resource_arns import Request, correct

# The same names in paths and in ARNs.
_TYPES = ("distribution", "origin-access-control", "response-headers-policy")
_WITH_TAGS = "cloudfront:CreateDistributionWithTags"


def apply() -> None:
    """Correct the resource and the action of a request."""
    correct(_resource)
    _correct_action()


def _resource(request: Request, found: str) -> str:
    if request.service != "cloudfront" or found != "*":
        return found
    if tagged := iam_actions._query_param(request.query_params, "Resource"):
        return str(tagged)
    _, kind, *rest = (part for part in request.path.split("/") if part)
    if kind == "function" and (name := rest[0] if rest else _new_name(request.body)):
        return f"arn:aws:cloudfront::{request.account_id}:function/{name}"
    # A GET without an id is a list operation, which has no resource.
    if kind not in _TYPES or (request.method == "GET" and not rest):
        return found
    return f"arn:aws:cloudfront::{request.account_id}:{kind}/{rest[0] if rest else '*'}"


def _new_name(body: bytes) -> str:
    """Return the name of the function that a CreateFunction creates; empty for other requests."""
    match = re.search(rb"<Name>([A-Za-z0-9_-]+)</Name>", body or b"")
    return match[1].decode() if match else ""


def _correct_action() -> None:
    extract_iam_action = iam_actions.extract_iam_action

    @functools.wraps(extract_iam_action)
    def action(*args: Any, **options: Any) -> str | None:  # noqa: ANN401 - MiniStack's
        found: str | None = extract_iam_action(*args, **options)
        return "cloudfront:CreateDistribution" if found == _WITH_TAGS else found

    iam_actions.extract_iam_action = action
