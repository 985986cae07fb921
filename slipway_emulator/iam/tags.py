"""Tags of requests and resources, where MiniStack 1.5.33 doesn't give them to its policy evaluator."""

import html
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from ministack.core import iam_actions
from ministack.services import acm, apigateway, apigateway_v1, cloudfront, lambda_svc, ses_v2

from slipway_emulator.iam.resource_arns import Request

_XML_TAG = re.compile(r"<Tag>\s*<Key>(.*?)</Key>\s*<Value>(.*?)</Value>\s*</Tag>", re.DOTALL)
_XML_KEY = re.compile(r"<Key>(.*?)</Key>", re.DOTALL)
# An API, and the stage in it, or a domain name.
_API = re.compile(r"(arn:[^:]+:apigateway:[^:]*::/(?:apis|domainnames|restapis)/[^/]+)(/stages/[^/]+)?")
# What belongs to no API, and keeps its tags itself.
_PLAN_OR_KEY = re.compile(r"arn:[^:]+:apigateway:[^:]*::/(apikeys|usageplans)/([^/]+)")


def of_request(request: Request) -> dict[str, Any]:
    """Return the condition keys ``aws:RequestTag/…`` and ``aws:TagKeys`` of a request, in lower case."""
    read = _REQUESTS.get(request.service)
    tags, removed = read(request) if read else ({}, [])
    keys: dict[str, Any] = {f"aws:requesttag/{name}".lower(): value for name, value in tags.items()}
    return keys | {"aws:tagkeys": [*tags, *removed]} if tags or removed else keys


def of_resource(arn: str) -> dict[str, Any]:
    """Return the condition keys ``aws:ResourceTag/…`` of a resource, in lower case; none if it doesn't exist."""
    parts = arn.split(":", 5)
    read = RESOURCES.get(parts[2]) if len(parts) > len(("arn", "partition")) else None
    return {f"aws:resourcetag/{name}".lower(): value for name, value in (read(arn) if read else {}).items()}


def in_xml(body: bytes) -> dict[str, str]:
    """Return the tags in the XML of a request."""
    found = _XML_TAG.findall(body.decode(errors="replace"))
    return {html.unescape(key): html.unescape(value) for key, value in found}


def _of_rest_api(request: Request) -> tuple[Mapping[str, str], list[str]]:
    return _json(request.body).get("tags") or {}, _query(request, "tagKeys")


def _of_ses(request: Request) -> tuple[Mapping[str, str], list[str]]:
    return _listed(_json(request.body).get("Tags") or []), _query(request, "TagKeys")


def _of_scaling(request: Request) -> tuple[Mapping[str, str], list[str]]:
    body = _json(request.body)
    return body.get("Tags") or {}, body.get("TagKeys") or []


def _of_cloudfront(request: Request) -> tuple[Mapping[str, str], list[str]]:
    text = request.body.decode(errors="replace")
    if iam_actions._query_param(request.query_params, "Operation") == "Untag":
        return {}, [html.unescape(key) for key in _XML_KEY.findall(text)]
    return in_xml(request.body), []


def _of_api_gateway(arn: str) -> Mapping[str, str]:
    """A part of an API, a domain name or a usage plan has its tags.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
    """
    if match := _PLAN_OR_KEY.match(arn):
        found: Any = apigateway_v1._usage_plans if match[1] == "usageplans" else apigateway_v1._api_keys
        return (found.get(match[2]) or {}).get("tags") or {}
    if not (match := _API.match(arn)):
        return {}
    api, stage = match.groups()
    tags: Any = apigateway._api_tags if "::/apis/" in arn else apigateway_v1._v1_tags
    return (tags.get(api) or {}) | (tags.get(f"{api}{stage}") or {})


def _of_mapping(arn: str) -> Mapping[str, str]:
    if ":event-source-mapping:" not in arn:
        return {}
    mapping = lambda_svc._esms.get(arn.rpartition(":")[2]) or {}
    return mapping.get("Tags") or {}


# The service in an ARN -> a function that returns the tags of a resource. Services of the emulator add themselves.
_REQUESTS = {
    "apigateway": _of_rest_api,
    "application-autoscaling": _of_scaling,
    "cloudfront": _of_cloudfront,
    "ses": _of_ses,
}
RESOURCES: dict[str, Callable[[str], Mapping[str, str]]] = {
    "acm": lambda arn: _listed((acm._certificates.get(arn) or {}).get("Tags", [])),
    "apigateway": _of_api_gateway,
    "cloudfront": lambda arn: _listed(cloudfront._tags.get(arn) or []),
    "lambda": _of_mapping,
    "ses": lambda arn: _listed(ses_v2._ses_tags.get(arn) or []),
}


def _listed(tags: list[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag.get("Value", "") for tag in tags}


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _query(request: Request, name: str) -> list[str]:
    values = request.query_params.get(name) or []
    return values if isinstance(values, list) else parse_qs(f"{name}={values}")[name]
