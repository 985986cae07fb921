"""A signature covers the body, the host and, for S3, every header that begins with ``x-amz-``.

The hash of the body in ``X-Amz-Content-SHA256`` must be that of the body, and a presigned URL doesn't let its holder
add a header such as ``x-amz-copy-source``, which reads another object with the permissions of the signer:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html

MiniStack takes the hash from the header, whatever the body is, and the headers as they come.
"""

import functools
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from ministack.core import iam_actions, sigv4
from ministack.services import s3

_HASH = re.compile(r"[0-9a-f]{64}")
_HASH_HEADER = "x-amz-content-sha256"
_NOT_SIGNED = "There were headers present in the request which were not signed"
_OTHER_BODY = "The provided 'x-amz-content-sha256' header does not match what was computed."
_NO_HOST = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."

_Failure = tuple[str, str]  # code and message
# The code of other protocols, its status, and that of JSON; then S3's code, status and message.
_FAILURES = {
    "HeadersNotSigned": ("AccessDenied", 403, "AccessDeniedException", ("AccessDenied", 403, _NOT_SIGNED)),
    "XAmzContentSHA256Mismatch": (
        "SignatureDoesNotMatch",
        403,
        "InvalidSignatureException",
        ("XAmzContentSHA256Mismatch", 400, _OTHER_BODY),
    ),
}


def apply() -> None:
    """Wrap the check of a signature, and S3's own check of a presigned URL; add the errors."""
    iam_actions._AUTH_FAILURES.update(_FAILURES)
    failure_of, verify = sigv4.header_signature_failure, s3._verify_presigned_sigv4

    @functools.wraps(failure_of)
    def header_signature_failure(
        signature: Any,  # noqa: ANN401 - MiniStack's class
        secret: str,
        method: str,
        raw_path: str,
        query_params: Mapping[str, Any],
        headers: Mapping[str, str],
        body: bytes,
        **options: bool,
    ) -> _Failure | None:
        found: _Failure | None = failure_of(signature, secret, method, raw_path, query_params, headers, body, **options)
        return found or _coverage_failure(signature.service, signature.signed_headers, headers, body)

    @functools.wraps(verify)
    def verify_presigned_sigv4(method: str, path: str, headers: dict[str, str], query_params: dict[str, Any]) -> object:
        names = s3._qp(query_params, "X-Amz-SignedHeaders", "") or s3._qp(query_params, "x-amz-signedheaders", "")
        failure = verify(method, path, headers, query_params)
        if failure or not names or not _unsigned(names, headers):
            return failure
        return s3._error("AccessDenied", _NOT_SIGNED, 403, path)

    sigv4.header_signature_failure = header_signature_failure
    s3._verify_presigned_sigv4 = verify_presigned_sigv4


def _coverage_failure(service: str, signed: str, headers: Mapping[str, str], body: bytes) -> _Failure | None:
    """Return the error of a valid signature that doesn't cover the request; None if it does."""
    if "host" not in signed.lower().split(";"):
        return "SignatureDoesNotMatch", _NO_HOST
    digest = headers.get(_HASH_HEADER, "")
    if _HASH.fullmatch(digest) and digest != hashlib.sha256(body).hexdigest():
        if service == "s3":
            return "XAmzContentSHA256Mismatch", _OTHER_BODY
        return "SignatureDoesNotMatch", sigv4.SIGNATURE_MISMATCH
    if service == "s3" and _unsigned(signed, headers):
        return "HeadersNotSigned", _NOT_SIGNED
    return None


def _unsigned(signed: str, headers: Mapping[str, str]) -> set[str]:
    names = {name for name in headers if name.startswith("x-amz-") and name != _HASH_HEADER}
    return names - set(signed.lower().split(";"))
