"""Signatures of version 2, which S3 takes in the Authorization header and in a URL.

https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
"""

import hmac
import time
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from ministack.core import iam_actions, iam_evaluator

MISSING = "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"
PARTS = ("signature", "expires", "awsaccesskeyid")  # parameters of a URL
SIGNED_HEADERS = ("content-md5", "content-type")  # beside those that begin with x-amz-
_PREFIX = "x-amz-"
_WINDOW = 15 * 60  # seconds between the date of a header's signature and now
_NO_DATE = "AWS authentication requires a valid Date or x-amz-date header"
_SKEWED = "The difference between the request time and the current time is too large."


def is_claimed(headers: dict[str, str], query: dict[str, list[str]]) -> bool:
    """Return whether a request has a signature of version 2, or a part of one."""
    names = {name.lower() for name in query}
    is_other = "signatureversion" in names  # of the Query API
    return is_in_header(headers) or not (is_other or names.isdisjoint(("signature", "awsaccesskeyid")))


def is_in_header(headers: dict[str, str]) -> bool:
    """Return whether a request has a signature of version 2 in its Authorization header."""
    return headers.get("authorization", "").startswith("AWS ")


def failure(request: Any, secret: str, token: str = "") -> iam_evaluator.AuthError | None:  # noqa: ANN401 - of MiniStack
    """Return the error of a request with another signature; None if it is right.

    Args:
        request: MiniStack's ``SignedRequest``.
        secret: secret access key of the caller.
        token: session token of temporary credentials.
    """
    query = request.query_params or {}
    is_presigned = not is_in_header(request.headers)
    if refusal := _time_failure(query if is_presigned else None, request.headers):
        return refusal
    # "When an x-amz-date header is present in a request, the system will ignore any Date header"
    date = "" if "x-amz-date" in request.headers else request.headers.get("date", "")
    date = iam_evaluator._query_value(query, "Expires") if is_presigned else date
    in_header = request.headers.get("authorization", "").split(":", 1)[-1]
    given = iam_evaluator._query_value(query, "Signature") if is_presigned else in_header
    signatures = {path: _signed(request, path, secret, token, date) for path in _paths(request.auth_path)}
    if any(hmac.compare_digest(given.encode(), signature.encode()) for _, signature in signatures.values()):
        return None
    text, _ = signatures[request.auth_path]
    details = {
        "AWSAccessKeyId": request.access_key_id,
        "StringToSign": text,
        "SignatureProvided": given,
        "StringToSignBytes": text.encode().hex(" "),
    }
    message = iam_actions._AUTH_FAILURES["SignatureDoesNotMatch"][3][2]
    return iam_evaluator.AuthError("SignatureDoesNotMatch", message, details=details)


def _time_failure(query: dict[str, list[str]] | None, headers: dict[str, str]) -> iam_evaluator.AuthError | None:
    """Return the error of a request that came too late; ``query`` is None if the signature is in the header."""
    if query is not None:
        expires = iam_evaluator._query_value(query, "Expires")
        is_valid = expires.isdecimal() and int(expires) >= time.time()
        return None if is_valid else iam_evaluator.AuthError("RequestExpired", "Request has expired")
    try:
        signed = parsedate_to_datetime(headers.get("x-amz-date") or headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return iam_evaluator.AuthError("AccessDenied", _NO_DATE)
    is_valid = abs(time.time() - signed) <= _WINDOW
    return None if is_valid else iam_evaluator.AuthError("RequestTimeTooSkewed", _SKEWED)


def _paths(path: str) -> tuple[str, ...]:
    """Return the paths that a client may have signed.

    botocore sends ``/bucket`` and signs ``/bucket/``, "to generate a signature that S3 will accept":
    https://github.com/boto/botocore/blob/1.43.0/botocore/handlers.py (remove_bucket_from_url_paths_from_model)
    """
    return (path, f"{path}/") if path.count("/") == 1 and path != "/" else (path,)


def _signed(request: Any, path: str, secret: str, token: str, date: str) -> tuple[str, str]:  # noqa: ANN401 - of MiniStack
    """Return the text that is signed, and its signature."""
    # botocore would double the time that the start takes.
    from botocore.auth import HmacV1Auth  # noqa: PLC0415
    from botocore.awsrequest import HTTPHeaders  # noqa: PLC0415
    from botocore.credentials import Credentials  # noqa: PLC0415

    pairs = [(name, value) for name, values in (request.query_params or {}).items() for value in values]
    in_url = {name.lower(): value for name, value in pairs}
    signed = {name: value for name, value in in_url.items() if name.startswith(_PREFIX) or name in SIGNED_HEADERS}
    headers = HTTPHeaders()
    for name, value in {**signed, **request.headers}.items():
        headers[name] = value
    if token:
        del headers["x-amz-security-token"]
        headers["x-amz-security-token"] = token
    signer: Any = HmacV1Auth(Credentials(request.access_key_id, secret))  # _get_date isn't in botocore's types
    signer._get_date = lambda: date
    # A subresource such as ?delete is signed without an equals sign.
    parameters = [urlencode([pair], quote_via=quote).removesuffix("=") for pair in pairs]
    text = signer.canonical_string(request.method, urlsplit(f"http://host{path}?{'&'.join(parameters)}"), headers)
    return text, str(signer.sign_string(text))
