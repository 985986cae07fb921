"""Condition keys of requests to S3, where MiniStack 1.5.33 doesn't give them to its policy evaluator."""

import functools
import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from ministack.core import iam_actions
from ministack.services import s3

from slipway_emulator.iam import tags
from slipway_emulator.iam.resource_arns import Request

Check = tuple[str, str]
"""An action, and the ARN that it is authorized on."""

# Of an upload in MiniStack: the headers of its start that its parts and its completion have too.
UPLOAD_SETTINGS = "_settings"

_SIGNING_TIME = "%Y%m%dT%H%M%SZ"
_DAY = timedelta(days=1)
_ACL = (
    "x-amz-acl",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
)
_OBJECT = (
    *_ACL,
    "if-match",
    "if-none-match",
    "x-amz-copy-source",
    "x-amz-metadata-directive",
    "x-amz-object-lock-legal-hold",
    "x-amz-object-lock-mode",
    "x-amz-object-lock-retain-until-date",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
)
_HEADERS = {
    "CreateBucket": (*_ACL, "x-amz-object-ownership"),
    "PutBucketAcl": _ACL,
    "PutObject": _OBJECT,
    "PutObjectAcl": (*_ACL, "x-amz-storage-class"),
    "PutObjectLegalHold": ("x-amz-object-lock-legal-hold",),
    "PutObjectRetention": ("x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date"),
    "PutObjectVersionAcl": (*_ACL, "x-amz-storage-class"),
}
_SET_TAGS = ("PutObject", "PutObjectTagging", "PutObjectVersionTagging")
_OF_TAGGED_OBJECT = (
    "DeleteObjectTagging",
    "DeleteObjectVersionTagging",
    "GetObject",
    "GetObjectAcl",
    "GetObjectTagging",
    "GetObjectVersion",
    "GetObjectVersionAcl",
    "GetObjectVersionTagging",
    "PutObjectAcl",
    "PutObjectTagging",
    "PutObjectVersionAcl",
    "PutObjectVersionTagging",
)


def require(find: Callable[[str, str, dict[str, str], dict[str, Any]], Iterable[Check]]) -> None:
    """Have a request to S3 need further permissions beside that for its action.

    Args:
        find: returns them for a method, a path, headers and query parameters. Each is checked once.
    """
    s3_additional_checks = iam_actions.s3_additional_checks

    @functools.wraps(s3_additional_checks)
    def checks(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, Any]
    ) -> list[Check]:
        found: list[Check] = s3_additional_checks(method, path, headers, body, query_params)
        return list(dict.fromkeys([*found, *find(method, path, headers, query_params)]))

    iam_actions.s3_additional_checks = checks


def condition_keys(action: str, resource: str, request: Request) -> dict[str, Any]:
    """Return the keys ``s3:…`` that a request has for one of the actions that it needs.

    Args:
        action: e.g. ``s3:PutObjectTagging``.
        resource: ARN that the action is authorized on; in a copy, the source or the destination.
        request: request to S3.
    """
    name, headers = action.removeprefix("s3:"), headers_of(request)
    version = _version_id(name, request, headers)
    keys = {
        **_of_signature(request),
        **_of_headers(name, headers),
        **(_of_tags(tags_in(request, headers)) if name in _SET_TAGS else {}),
        **(_of_existing_tags(resource, version) if name in _OF_TAGGED_OBJECT else {}),
    }
    if version and "Version" in name:
        keys["s3:VersionId"] = version
    if name == "PutObject":
        is_whole = not {"uploads", "partNumber"} & request.query_params.keys()
        keys["s3:ObjectCreationOperation"] = str(is_whole).lower()
    return keys


def headers_of(request: Request) -> dict[str, str]:
    """Return the headers of a request to S3, those in its URL, and those of the start of its upload."""
    query = request.query_params
    upload = s3._multipart_uploads.get(iam_actions._query_param(query, "uploadId")) or {}
    in_url = {name.lower(): iam_actions._query_param(query, name) for name in query}
    conditions = {name: in_url[name] for name in ("if-match", "if-none-match") if name in in_url}
    own: dict[str, str] = s3._merge_hoisted_amz_headers(request.headers, query)
    return {**upload.get(UPLOAD_SETTINGS, {}), **conditions, **own}


def tags_in(request: Request, headers: dict[str, str]) -> dict[str, str]:
    """Return the tags that a request gives to an object."""
    if "tagging" in request.query_params:
        return tags.in_xml(request.body)
    return dict(parse_qsl(headers.get("x-amz-tagging", ""), keep_blank_values=True))


def tags_of_object(resource: str, version: str = "") -> dict[str, str]:
    """Return the tags of the object with this ARN; none if it doesn't exist."""
    bucket, _, key = resource.partition(":::")[2].partition("/")
    query = {"versionId": [version]} if version else {}
    found: dict[str, str] = s3.object_tags_for_condition(bucket, key, query)
    return found


def _of_signature(request: Request) -> dict[str, Any]:
    """The keys that every action has. The local AWS counts as TLS: see the patch ``http.secure_transport``."""
    query = {name.lower(): iam_actions._query_param(request.query_params, name) for name in request.query_params}
    keys = {"s3:TlsVersion": "1.3"}
    if digest := request.headers.get("x-amz-content-sha256"):
        keys["s3:x-amz-content-sha256"] = digest
    if authorization := request.headers.get("authorization"):
        keys |= {"s3:authType": "REST-HEADER", "s3:signatureversion": authorization.split()[0]}
    elif algorithm := query.get("x-amz-algorithm"):
        keys |= {"s3:authType": "REST-QUERY-STRING", "s3:signatureversion": algorithm}
        if age := _milliseconds_since(query.get("x-amz-date", "")):
            keys["s3:signatureAge"] = age
    elif "awsaccesskeyid" in query:
        keys |= {"s3:authType": "REST-QUERY-STRING", "s3:signatureversion": "AWS"}
    return keys


def _milliseconds_since(date: str) -> str:
    try:
        signed = datetime.strptime(date, _SIGNING_TIME).replace(tzinfo=UTC)
    except ValueError:  # an invalid request, which S3 itself rejects
        return ""
    return str((datetime.now(UTC) - signed) // timedelta(milliseconds=1))


def _of_headers(name: str, headers: dict[str, str]) -> dict[str, str]:
    found = {header: headers[header] for header in _HEADERS.get(name, ()) if headers.get(header)}
    keys = {f"s3:{header.replace('x-amz-object-lock', 'object-lock')}": value for header, value in found.items()}
    try:
        until = datetime.fromisoformat(found.get("x-amz-object-lock-retain-until-date", ""))
    except ValueError:
        return keys
    left = (until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)
    return {**keys, "s3:object-lock-remaining-retention-days": str(math.ceil(left / _DAY))}


def _of_tags(found: dict[str, str]) -> dict[str, Any]:
    keys: dict[str, Any] = {f"s3:RequestObjectTag/{name}": value for name, value in found.items()}
    return {**keys, "s3:RequestObjectTagKeys": list(found)} if found else keys


def _of_existing_tags(resource: str, version: str) -> dict[str, str]:
    return {f"s3:ExistingObjectTag/{name}": value for name, value in tags_of_object(resource, version).items()}


def _version_id(name: str, request: Request, headers: dict[str, str]) -> str:
    source = iam_actions._s3_source_object(headers)
    if source and name.startswith("Get"):
        return str(source[1])
    return str(iam_actions._query_param(request.query_params, "versionId"))
