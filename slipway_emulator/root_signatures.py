"""Signatures of the accounts' roots, whose secret only this instance of the local AWS has.

MiniStack checks the signatures of all other access keys, and takes any signature for a root's.
"""

from ministack import app as ministack
from ministack.core import iam_evaluator, sigv4

from slipway_emulator import signature_version_2
from slipway_emulator.http_request import Request


def is_claimed(request: Request) -> bool:
    """Return whether a request says that an account's root signed it."""
    access_key_id = request.access_key_id
    return bool(access_key_id) and iam_evaluator.is_root_access_key(access_key_id)


def failure(request: Request, secret: str) -> tuple[str, str] | None:
    """Return the code and message of AWS's error, None if the root's signature is right.

    Args:
        request: the request, with its body.
        secret: secret access key of each account's root.
    """
    if signature_version_2.is_claimed(request.headers, request.query) and request.service == "s3":
        return _version_2_failure(request, secret)
    in_header = request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256")
    if in_header:
        signature = sigv4.parse_header_signature(request.headers)
    else:
        signature = sigv4.parse_query_signature(request.query)
    if isinstance(signature, tuple):
        return signature
    if in_header:
        found = sigv4.request_time_failure(signature)
    else:
        found = _expiry_failure(signature.amz_date, request.query.get("X-Amz-Expires", ["900"])[0])
    found = found or sigv4.header_signature_failure(
        signature,
        secret,
        request.method,
        request.raw_path,
        request.query,
        request.headers,
        request.body,
        presigned=not in_header,
    )
    return (found[0], found[1]) if found else None


def _version_2_failure(request: Request, secret: str) -> tuple[str, str] | None:
    names = {name.lower() for name in request.query}
    if not signature_version_2.is_in_header(request.headers) and not names.issuperset(signature_version_2.PARTS):
        return "AccessDenied", signature_version_2.MISSING
    bucket = ministack._extract_s3_vhost_bucket(request.host)
    signed = iam_evaluator.SignedRequest(
        request.access_key_id,
        request.method,
        request.raw_path,
        request.query,
        request.headers,
        auth_path=f"/{bucket}{request.raw_path}" if bucket else request.raw_path,
    )
    found = signature_version_2.failure(signed, secret)
    return (found.code, found.message) if found else None


def _expiry_failure(amz_date: str, expires: str) -> tuple[str, str] | None:
    try:
        is_expired = sigv4.presigned_request_is_expired(amz_date, expires)
    except ValueError:
        is_expired = True
    return ("AccessDenied", "Request has expired") if is_expired else None
