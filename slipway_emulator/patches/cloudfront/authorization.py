"""Whoever works on something of CloudFront is authorized on it.

A request that names no distribution, policy or access control, since it makes one, is decided on all of that type;
CreateDistributionWithTags is CreateDistribution:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html

MiniStack 1.5.33 knows only the ARNs of distributions that are there, decides the rest on ``*``, so that a grant on
some resources allows nothing, and asks for cloudfront:CreateDistributionWithTags, which IAM doesn't know.
"""

import functools
from typing import Any

from ministack.core import iam_actions

from slipway_emulator.iam.resource_arns import Request, correct

# As they stand in paths and in ARNs alike.
_TYPES = ("distribution", "origin-access-control", "response-headers-policy")
_WITH_TAGS = "cloudfront:CreateDistributionWithTags"


def apply() -> None:
    """Correct the resource and the action of a request."""
    correct(_resource)
    _name_action()


def _resource(request: Request, found: str) -> str:
    if request.service != "cloudfront" or found != "*":
        return found
    if tagged := iam_actions._query_param(request.query_params, "Resource"):
        return str(tagged)
    _, kind, *rest = (part for part in request.path.split("/") if part)
    # Without an id a GET lists, which knows no resources.
    if kind not in _TYPES or (request.method == "GET" and not rest):
        return found
    return f"arn:aws:cloudfront::{request.account_id}:{kind}/{rest[0] if rest else '*'}"


def _name_action() -> None:
    extract_iam_action = iam_actions.extract_iam_action

    @functools.wraps(extract_iam_action)
    def action(*args: Any, **options: Any) -> str | None:  # noqa: ANN401 - MiniStack's
        found: str | None = extract_iam_action(*args, **options)
        return "cloudfront:CreateDistribution" if found == _WITH_TAGS else found

    iam_actions.extract_iam_action = action
