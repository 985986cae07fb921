"""A presigned URL without a part of its signature says so, and its parameters count as the headers that were signed.

Version 4 needs ``X-Amz-Algorithm``, ``X-Amz-Credential``, ``X-Amz-Signature``, ``X-Amz-Date``, ``X-Amz-SignedHeaders``
and ``X-Amz-Expires``; version 2 ``Signature``, ``Expires`` and ``AWSAccessKeyId``, and it covers the ``x-amz-``
parameters and those that set a header of the response:
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json (AWS's answers)
A condition in the URL is obeyed as one in a header: https://github.com/boto/boto3/issues/4367

MiniStack has SignatureDoesNotMatch for a missing part and for a version 2 URL with metadata or response headers, and
ignores conditions.
"""

import functools
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import _account_from_sts_session, get_account_id
from ministack.services import s3

from slipway_emulator import signature_version_2
from slipway_emulator.patches.s3.error_response import error_response

_Response = tuple[int, dict[str, str], Any]
_VERSION_4 = (
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-signature",
    "x-amz-date",
    "x-amz-signedheaders",
    "x-amz-expires",
)
_MISSING_4 = (
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
    "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
)
_CREDENTIAL = (
    "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "
    '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
)
_SCOPE_PARTS = 5
_CONDITIONS = ("if-match", "if-none-match")


def apply() -> None:
    """Wrap S3's checks of a request and what it takes from the URL; replace the check of version 2."""
    validate, merge = s3.validate_object_request, s3._merge_hoisted_amz_headers
    reject = s3._reject_response_overrides_if_unsigned

    @functools.wraps(validate)
    def validate_object_request(
        method: str, path: str, headers: dict[str, str], query_params: dict[str, Any]
    ) -> _Response | None:
        refusal = None
        if query_params and "authorization" not in headers:
            refusal = _refusal(query_params) or _denial(query_params)
        return refusal or validate(method, path, headers, query_params)

    @functools.wraps(merge)
    def merge_hoisted_amz_headers(headers: dict[str, str], query_params: dict[str, Any]) -> dict[str, str]:
        merged: dict[str, str] = merge(headers, query_params)
        if query_params and (names := _headers_in_url(query_params)):
            merged = {**{name.lower(): _value(query_params, name) for name in names}, **merged}
        return merged

    @functools.wraps(reject)
    def reject_response_overrides_if_unsigned(
        headers: dict[str, str], query_params: dict[str, Any], bucket_name: str, key: str
    ) -> _Response | None:
        is_version_2 = "Signature" in query_params
        return None if is_version_2 else reject(headers, query_params, bucket_name, key)

    s3.validate_object_request = validate_object_request
    s3._reject_response_overrides_if_unsigned = reject_response_overrides_if_unsigned
    s3._merge_hoisted_amz_headers = merge_hoisted_amz_headers
    iam_evaluator._sigv2_check = _check_version_2


def _value(query: dict[str, Any], name: str) -> str:
    return str(iam_evaluator._query_value(query, name))


def _refusal(query: dict[str, Any]) -> _Response | None:
    """Return the error response to a URL without a part of its signature; None if it has all, or none."""
    names = {name.lower() for name in query}
    if not names.isdisjoint(("signature", "awsaccesskeyid")) and not names.issuperset(signature_version_2.PARTS):
        return error_response("AccessDenied", signature_version_2.MISSING, 403)
    if "x-amz-algorithm" not in names:
        return None
    if not names.issuperset(_VERSION_4):
        return error_response("AuthorizationQueryParametersError", _MISSING_4, 400)
    is_version_4 = _value(query, "X-Amz-Algorithm") == "AWS4-HMAC-SHA256"
    if is_version_4 and len(_value(query, "X-Amz-Credential").split("/")) != _SCOPE_PARTS:
        return error_response("AuthorizationQueryParametersError", _CREDENTIAL, 400)
    return None


def _denial(query: dict[str, Any]) -> _Response | None:
    """Return the error response to a URL of version 2 with another signature; None if it is right, or of version 4."""
    key = _value(query, "AWSAccessKeyId")
    denied = iam_evaluator.authenticate(key, get_account_id()) if key else None
    if not isinstance(denied, iam_evaluator.AuthError):
        return None
    code, status, message = iam_actions._auth_failure("s3", denied.code, denied.message, {})
    return error_response(code, message, status, members=denied.details)


def _headers_in_url(query: dict[str, Any]) -> list[str]:
    """Return the parameters of a presigned URL that are headers, beside those that begin with ``x-amz-``."""
    if "X-Amz-Signature" in query:
        return [name for name in query if name.lower() in _CONDITIONS]
    if "Signature" in query:
        return [name for name in query if name.lower() in (*_CONDITIONS, *signature_version_2.SIGNED_HEADERS)]
    return []


def _check_version_2(request: Any, account_id: str) -> object:  # noqa: ANN401 - MiniStack's class
    """Return the credential that a request is signed with, or an error.

    Args:
        request: request as the client sent it, with a signature of version 2 in its URL or in its header.
        account_id: account id of the request.
    """
    in_header = signature_version_2.is_in_header(request.headers)
    name = "x-amz-security-token"
    token = request.headers.get(name, "") if in_header else _value(request.query_params or {}, name)
    account = _account_from_sts_session(request.access_key_id) or account_id
    credential = iam_evaluator.resolve_credential(request.access_key_id, account, token)
    if isinstance(credential, iam_evaluator.CredentialResolutionError):
        return iam_evaluator.AuthError(credential.code, credential.message)
    if failure := signature_version_2.failure(request, credential.secret_access_key, token):
        return failure
    iam_evaluator._verified_key.set(request.access_key_id)
    return credential
