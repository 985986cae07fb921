"""Access control lists in the headers and documents of requests to S3.

S3 checks them before it knows whether the bucket allows ACLs:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
(``test_s3_bucket_acl_exceptions``, AWS's answers)
"""

import re
from typing import Any

from slipway_emulator.models import xml_bodies
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.models.service_models import Request, model
from slipway_emulator.validation.s3_arguments import invalid_argument
from slipway_emulator.validation.s3_documents import MALFORMED

_CANNED = "x-amz-acl"
_HEADERS = frozenset(
    {
        _CANNED,
        "x-amz-grant-full-control",
        "x-amz-grant-read",
        "x-amz-grant-read-acp",
        "x-amz-grant-write",
        "x-amz-grant-write-acp",
    }
)
_CANNED_ACLS = frozenset(
    {
        "authenticated-read",
        "aws-exec-read",
        "bucket-owner-full-control",
        "bucket-owner-read",
        "log-delivery-write",
        "private",
        "public-read",
        "public-read-write",
    }
)
_GROUPS = frozenset(
    {
        "http://acs.amazonaws.com/groups/global/AllUsers",
        "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
        "http://acs.amazonaws.com/groups/s3/LogDelivery",
    }
)
_PERMISSIONS = ("FULL_CONTROL", "READ", "READ_ACP", "WRITE", "WRITE_ACP")
_USER = re.compile("[0-9A-Fa-f]{64}")


def has_headers(request: Request) -> bool:
    """Return whether a request has an ACL in its headers."""
    return not _HEADERS.isdisjoint(request.headers)


def check_headers(request: Request) -> None:
    """Check the ACL in the headers of a request.

    Raises:
        ServiceError: ``InvalidArgument`` or ``InvalidRequest``.
    """
    if not has_headers(request):
        return
    canned = request.headers.get(_CANNED, "")
    if canned and canned not in _CANNED_ACLS:
        raise invalid_argument("", _CANNED, canned)
    names = _HEADERS.intersection(request.headers) - {_CANNED}
    grants = {name: request.headers[name] for name in sorted(names) if request.headers[name]}
    if canned and grants:
        raise ServiceError("InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed")
    for name, value in grants.items():
        for grantee in value.split(","):
            _check_grantee(name, grantee.strip())


def check_document(request: Request) -> None:
    """Check a request that sets an ACL, which it has in its headers or in its body.

    Raises:
        ServiceError: ``MalformedACLError``, or the error that S3 has for a value.
    """
    if not request.body.strip():
        if not has_headers(request):
            members = {"MissingHeaderName": _CANNED}
            raise ServiceError("MissingSecurityHeader", "Your request was missing a required header", members=members)
        return
    if has_headers(request):
        raise ServiceError("UnexpectedContent", "This request does not support content")
    try:
        document = xml_bodies.decode(model("s3").shape_for("AccessControlPolicy"), request.body)
    except ServiceError as error:
        raise ServiceError("MalformedACLError", MALFORMED) from error
    if not document.keys() >= {"Grants", "Owner"}:
        raise ServiceError("MalformedACLError", MALFORMED)
    _check_user(document["Owner"].get("ID", ""))
    for grant in document["Grants"]:
        _check_grant(grant)


def _check_grantee(header: str, text: str) -> None:
    kind, _, name = text.partition("=")
    name = name.strip('"')
    if kind.lower() == "uri":
        if name not in _GROUPS:
            raise invalid_argument("Invalid group uri", "uri", name)
    elif kind.lower() == "id":
        if not _USER.fullmatch(name):
            raise invalid_argument("Invalid id", "id", name)
    elif kind.lower() != "emailaddress":
        raise invalid_argument("Argument format not recognized", header, text)


def _check_grant(grant: dict[str, Any]) -> None:
    grantee = grant.get("Grantee", {})
    kind = grantee.get("Type")
    if grant.get("Permission") not in _PERMISSIONS or kind not in ("AmazonCustomerByEmail", "CanonicalUser", "Group"):
        raise ServiceError("MalformedACLError", MALFORMED)
    if kind == "Group" and grantee.get("URI", "") not in _GROUPS:
        raise invalid_argument("Invalid group uri", "Group/URI", grantee.get("URI", ""))
    if kind == "CanonicalUser":
        _check_user(grantee.get("ID", ""))


def _check_user(identifier: str) -> None:
    if not _USER.fullmatch(identifier):
        raise invalid_argument("Invalid id", "CanonicalUser/ID", identifier)
