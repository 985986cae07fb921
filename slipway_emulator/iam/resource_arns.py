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


_Correction = Callable[[Request, str], str]


class _Corrected:
    """MiniStack's function behind all corrections, which have one description of a request in common.

    Args:
        extract: the function that returns the ARN to correct.
        corrections: the first one is applied first.
        replaced: the function that this one takes the place of.
    """

    def __init__(
        self, extract: Callable[..., str], corrections: tuple[_Correction, ...], replaced: Callable[..., str]
    ) -> None:
        functools.update_wrapper(self, replaced)
        self.extract, self.corrections = extract, corrections

    def __call__(
        self,
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],
        region: str,
        account_id: str,
    ) -> str:
        arn = self.extract(service, method, path, headers, body, query_params, region, account_id)
        request = Request(service, method, path, headers, body, query_params, region, account_id)
        for correction in self.corrections:
            arn = correction(request, arn)
        return arn


def correct(correction: _Correction) -> None:
    """Authorize requests on the ARN that ``correction`` returns; its second argument is the ARN used before."""
    replaced = iam_actions.extract_resource_arn
    if isinstance(replaced, _Corrected):
        corrected = _Corrected(replaced.extract, (*replaced.corrections, correction), replaced)
    else:
        corrected = _Corrected(replaced, (correction,), replaced)
    iam_actions.extract_resource_arn = corrected
