"""A policy can limit requests by the tags that they set and by those of the resource.

The condition keys ``aws:RequestTag/…``, ``aws:TagKeys`` and ``aws:ResourceTag/…`` of REST and HTTP APIs, their domain
names and what belongs to them, of certificates, distributions, identities and configuration sets of SES, connections,
event source mappings, and targets of Application Auto Scaling:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html

API Gateway authorizes tags in two steps: those of an existing resource need apigateway:PUT on the tags and
apigateway:PATCH on the resource, and those of a new one need apigateway:PUT on the tags and apigateway:POST:
https://github.com/iann0036/iam-dataset/pull/39
https://github.com/mattclay/aws-terminator/pull/284

MiniStack doesn't have these keys for these services, and checks one action only.
"""

from contextvars import ContextVar
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from slipway_emulator.iam import resource_arns, tags
from slipway_emulator.iam.authorization import Enforce, RequestContext, wrap_enforce
from slipway_emulator.iam.resource_arns import Request

_TAGS = "::/tags/"
# The condition keys of the current request's tags.
_requested: ContextVar[dict[str, Any]] = ContextVar("requested", default={})  # noqa: B039 - never changed


def apply() -> None:
    """Remember the tags of a request when its resource is looked up, and add the keys when it is authorized."""
    resource_arns.correct(_remember)
    wrap_enforce(_authorize)


def _remember(request: Request, found: str) -> str:
    _requested.set(tags.of_request(request))
    return found


def _authorize(request: RequestContext, enforce: Enforce) -> object:
    requested = _requested.get()
    result = enforce(_with_tags(request, requested))
    if result is None and (second := _second_check(request, requested)):
        result = enforce(second)
    return result


def _with_tags(request: RequestContext, requested: dict[str, Any]) -> RequestContext:
    keys = {**tags.of_resource(request.resource), **requested, **(request.keys or {})}
    return replace(request, keys=keys)


def _second_check(request: RequestContext, requested: dict[str, Any]) -> RequestContext | None:
    """Return the second request that API Gateway authorizes, if any."""
    if request.action == "apigateway:PUT" and _TAGS in request.resource:
        tagged = unquote(request.resource.partition(_TAGS)[2])
        return _with_tags(replace(request, action="apigateway:PATCH", resource=tagged), requested)
    if request.action == "apigateway:POST" and requested:
        start = request.resource.partition("::")[0]
        created = quote(f"{request.resource}/*", safe="*")
        return replace(request, action="apigateway:PUT", resource=f"{start}{_TAGS}{created}", keys=requested)
    return None
