"""Corrects the resource ARN that MiniStack 1.5.33 authorizes a request on, where AWS uses another one."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.core import iam_actions


@dataclass(frozen=True)
class Request:
    """A request to MiniStack; ``service`` is MiniStack's name for it, e.g. ``monitoring`` for CloudWatch."""

    service: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query_params: dict[str, Any]
    region: str
    account_id: str

    @property
    def operation(self) -> str:
        """The operation named by the header ``X-Amz-Target``, or an empty string."""
        return self.headers.get("x-amz-target", "").rpartition(".")[2]

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource in the request's region and account; ``service`` is its name in ARNs."""
        return f"arn:aws:{service}:{self.region}:{self.account_id}:{resource}"


def correct(correction: Callable[[Request, str], str]) -> None:
    """Authorize requests on the ARN that ``correction`` returns; its second argument is the ARN used before."""
    extract_resource_arn = iam_actions.extract_resource_arn

    @functools.wraps(extract_resource_arn)
    def wrapper(
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],
        region: str,
        account_id: str,
    ) -> str:
        arn = extract_resource_arn(service, method, path, headers, body, query_params, region, account_id)
        return correction(Request(service, method, path, headers, body, query_params, region, account_id), arn)

    iam_actions.extract_resource_arn = wrapper
