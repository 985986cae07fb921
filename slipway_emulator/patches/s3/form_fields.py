"""A form's fields ``tagging``, ``Content-MD5`` and ``x-amz-checksum-`` apply to its object, as headers of a PUT do.

"tagging: The specified set of tags to add to the object", for which its signer needs s3:PutObjectTagging; a checksum
is compared with the content. "If Amazon S3 cannot interpret the URL" of success_action_redirect, "it acts as if the
field is not present":
https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTForms.html
The answer has the object's encryption and checksum, as that of PutObject.

MiniStack ignores these fields, redirects to every text, and answers without the headers.
"""

import functools
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from ministack.core import iam_evaluator
from ministack.core.responses import request_scope
from ministack.services import s3

from slipway_emulator.patches.s3 import checksums, object_settings
from slipway_emulator.patches.s3.error_response import Response, error_response

_Record = dict[str, Any]
_ENCRYPTION = "x-amz-server-side-encryption"
_MOST_TAGS = 10
_REDIRECTS = ("success_action_redirect", "redirect")
# The fields of the form that is being stored, with names in lower case.
_form: ContextVar[dict[str, str] | None] = ContextVar("form", default=None)


class _RefusedError(Exception):
    """The form is refused with this response."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def apply() -> None:
    """Wrap the operation, the check of its policy, and what makes the object's record before anything is kept."""
    post, allow, build = s3._post_object, s3._enforce_signed_post_policy, s3._build_object_record

    @functools.wraps(post)
    def post_object(bucket_name: str, body: bytes, headers: dict[str, str]) -> Response:
        parts = s3._parse_multipart_form(headers.get("content-type", ""), body)
        fields = {name.lower(): value.decode("utf-8", "replace") for name, _, _, value in parts if name != "file"}
        file_name = next((file for name, file, *_ in parts if name == "file"), None)
        fields["key"] = fields.get("key", "").replace("${filename}", file_name or "")
        token = _form.set(fields)
        try:
            return _answer(post(bucket_name, body, headers), fields, bucket_name)
        except _RefusedError as refused:
            return refused.response
        finally:
            _form.reset(token)

    @functools.wraps(allow)
    def enforce_signed_post_policy(fields: dict[str, str], bucket_name: str, region: str, *rest: object) -> Any:  # noqa: ANN401 - MiniStack's
        return allow(fields, bucket_name, region, *rest) or _denial(fields, bucket_name, region)

    @functools.wraps(build)
    def build_object_record(body: bytes, *arguments: object, **options: object) -> _Record:
        fields = _form.get()
        found = _checked(body, fields) if fields else {}
        record: _Record = build(body, *arguments, **options)
        return {**record, "checksums": found} if found else record

    s3._post_object, s3._enforce_signed_post_policy = post_object, enforce_signed_post_policy
    s3._build_object_record = build_object_record


def _denial(fields: dict[str, str], bucket_name: str, region: str) -> Response | None:
    """Return the response to a signer who may not tag; drop a redirect that isn't a URL."""
    for name in _REDIRECTS:
        if name in fields and not _is_url(fields[name]):
            del fields[name]
    if "tagging" not in fields:
        return None
    access_key = fields.get("x-amz-credential", "").split("/")[0] or fields.get("awsaccesskeyid", "")
    arn = f"arn:aws:s3:::{bucket_name}/{fields['key']}"
    with request_scope(s3._account_from_access_key(access_key), region):
        denied = iam_evaluator.enforce(access_key, "s3:PutObjectTagging", "s3", region, resource_arn=arn)
    return error_response("AccessDenied", "Access Denied", 403) if denied else None


def _is_url(text: str) -> bool:
    try:
        url = urlsplit(text)
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.netloc)


def _checked(body: bytes, fields: dict[str, str]) -> dict[str, str]:
    """Return the checksum of a form by its algorithm.

    Raises:
        _RefusedError: the checksum, the MD5 or the tags aren't valid.
    """
    headers = {name: value for name, value in fields.items() if name.startswith("x-amz-checksum-")}
    if algorithm := headers.pop("x-amz-checksum-algorithm", ""):
        headers["x-amz-sdk-checksum-algorithm"] = algorithm
    found, refusal = checksums.check(body, headers)
    refusal = refusal or s3._validate_content_md5(fields, body) or _tags_refusal(fields)
    if refusal:
        raise _RefusedError(refusal)
    return found


def _tags_refusal(fields: dict[str, str]) -> Response | None:
    try:
        tags = _tags(fields)
    except (SyntaxError, ValueError):  # a ParseError is a SyntaxError
        return error_response("MalformedXML", s3._MALFORMED_XML, 400)
    if len(tags) > _MOST_TAGS:
        return error_response("BadRequest", f"Object tags cannot be greater than {_MOST_TAGS}", 400)
    return None


def _tags(fields: dict[str, str]) -> dict[str, str]:
    return dict(s3._parse_tags_xml(fields["tagging"].encode())) if "tagging" in fields else {}


def _answer(response: Response, fields: dict[str, str], bucket_name: str) -> Response:
    """Return the response with the headers of the new object, which gets its tags, and not those that it replaces."""
    status, headers, body = response
    if status >= HTTPStatus.BAD_REQUEST:
        return response
    key = fields["key"]
    record = s3._buckets[bucket_name]["objects"][key]
    object_settings.forget_replaced(bucket_name, key, {**fields, "x-amz-acl": fields.get("acl", "")})
    if tags := _tags(fields):
        s3._object_tags[bucket_name, key, record.get("version_id")] = tags
    encryption = {name: value for name, value in record["preserved_headers"].items() if name.startswith(_ENCRYPTION)}
    return status, {**headers, **encryption, **checksums.headers_of(record)}, body
