"""The ARN that MiniStack authorizes a request on, corrected where MiniStack 1.5.33 takes another one than AWS."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.core import iam_actions


@dataclass(frozen=True)
class Request:
    """A request as MiniStack sees it; ``service`` is MiniStack's name of it, e.g. ``monitoring`` for CloudWatch."""

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
        """The operation, where the protocol names it in the header ``X-Amz-Target``."""
        return self.headers.get("x-amz-target", "").rpartition(".")[2]

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource in the request's region and account; ``service`` is the ARN's name of it."""
        return f"arn:aws:{service}:{self.region}:{self.account_id}:{resource}"


def correct(correction: Callable[[Request, str], str]) -> None:
    """Have requests authorized on what ``correction`` returns, given a request and what it is authorized on else."""
    extract_resource_arn = iam_actions.extract_resource_arn

    @functools.wraps(extract_resource_arn)
    def corrected(
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],
        region: str,
        account_id: str,
    ) -> str:
        found = extract_resource_arn(service, method, path, headers, body, query_params, region, account_id)
        return correction(Request(service, method, path, headers, body, query_params, region, account_id), found)

    iam_actions.extract_resource_arn = corrected
