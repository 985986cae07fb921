"""The headers and the parameters of the URL of requests to S3, and their limits.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
The texts of the messages are those that AWS has answered, as far as they are recorded in public tests.
"""

import re
from collections.abc import Callable

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.models.service_models import Request
from slipway_emulator.validation import s3_lists, s3_tags
from slipway_emulator.validation.s3_arguments import invalid_argument, key_of

_WRITES = ("POST", "PUT")
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
_KEY_BYTES = 1024
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
_METADATA_BYTES = 2048
_METADATA = "x-amz-meta-"
# Those of a general purpose bucket: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
_STORAGE_CLASSES = frozenset(
    {
        "DEEP_ARCHIVE",
        "GLACIER",
        "GLACIER_IR",
        "INTELLIGENT_TIERING",
        "ONEZONE_IA",
        "REDUCED_REDUNDANCY",
        "STANDARD",
        "STANDARD_IA",
    }
)
_OWNERSHIPS = ("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter")
_DIRECTIVES = ("COPY", "REPLACE")
_ACCOUNT = re.compile("[0-9]{12}")


def check(request: Request) -> None:
    """Check the URL and the headers of a request.

    Raises:
        ServiceError: ``InvalidArgument``, or the code that S3 has for the parameter.
    """
    for name in _PARAMETERS.keys() & request.query.keys():
        _PARAMETERS[name](request, name, s3_lists.first(request.query[name]))
    for name in _HEADERS.keys() & request.headers.keys():
        _HEADERS[name](request, name, request.headers[name])
    if len(request.path) > _KEY_BYTES // 4:  # a character has at most four bytes
        _check_key(key_of(request))
    if request.method in _WRITES:
        _check_metadata(request)


def _check_key(key: str) -> None:
    size = len(key.encode("utf-8", "surrogateescape"))
    if size > _KEY_BYTES:
        members = {"Size": str(size), "MaxSizeAllowed": str(_KEY_BYTES)}
        raise ServiceError("KeyTooLongError", "Your key is too long", members=members)


def _check_metadata(request: Request) -> None:
    names = [name for name in request.headers if name.startswith(_METADATA)]
    texts = [text for name in names for text in (name.removeprefix(_METADATA), request.headers[name])]
    size = len("".join(texts).encode("utf-8", "surrogateescape"))
    if size > _METADATA_BYTES:
        raise ServiceError(
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size",
            members={"Size": str(size), "MaxSizeAllowed": str(_METADATA_BYTES)},
        )


def _check_part_number(request: Request, name: str, value: str) -> None:
    is_number = re.fullmatch("[0-9]{1,5}", value) and 1 <= int(value) <= 10000
    if key_of(request) and not is_number:
        raise invalid_argument("Part number must be an integer between 1 and 10000, inclusive", name, value)
    if request.method in ("GET", "HEAD") and "range" in request.headers:
        raise ServiceError("InvalidRequest", "Cannot specify both Range header and partNumber query parameter")


def _check_owner(_request: Request, _name: str, value: str) -> None:
    if not _ACCOUNT.fullmatch(value):
        raise ServiceError(
            "InvalidBucketOwnerAWSAccountID",
            f"The value of the expected bucket owner parameter must be an AWS Account ID... [{value}]",
        )


def _check_ownership(request: Request, name: str, value: str) -> None:
    if request.method == "PUT" and not key_of(request) and value not in _OWNERSHIPS:
        raise invalid_argument(f"Invalid x-amz-object-ownership header: {value}", name)


def _check_storage_class(request: Request, _name: str, value: str) -> None:
    if request.method in _WRITES and value and value not in _STORAGE_CLASSES:
        message = "The storage class you specified is not valid"
        raise ServiceError("InvalidStorageClass", message, members={"StorageClassRequested": value})


def _check_directive(request: Request, name: str, value: str) -> None:
    kind = name.removeprefix("x-amz-").removesuffix("-directive")
    if request.method == "PUT" and value not in _DIRECTIVES:
        raise invalid_argument(f"Unknown {kind} directive.", name, value)


def _check_condition(request: Request, name: str, value: str) -> None:
    """Check a condition of a write of an object.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    """
    if request.method not in _WRITES or not key_of(request):
        return
    title = {"if-match": "If-Match", "if-none-match": "If-None-Match"}[name]
    if request.headers.keys() >= {"if-match", "if-none-match"}:
        title = "If-Match,If-None-Match"
        reason = "Multiple conditional request headers present in the request"
    elif (value == "*") == (name == "if-none-match"):
        return
    else:
        reason = f"We don't accept the provided value of {title} header for this API"
    raise ServiceError(
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        status=501,
        members={"Header": title, "additionalMessage": reason},
    )


def _check_tags(request: Request, _name: str, value: str) -> None:
    if request.method in _WRITES and key_of(request):
        s3_tags.check_header(value)


_Check = Callable[[Request, str, str], None]
_PARAMETERS: dict[str, _Check] = {**s3_lists.PARAMETERS, "partNumber": _check_part_number}
_HEADERS: dict[str, _Check] = {
    "if-match": _check_condition,
    "if-none-match": _check_condition,
    "x-amz-expected-bucket-owner": _check_owner,
    "x-amz-metadata-directive": _check_directive,
    "x-amz-object-ownership": _check_ownership,
    "x-amz-source-expected-bucket-owner": _check_owner,
    "x-amz-storage-class": _check_storage_class,
    "x-amz-tagging": _check_tags,
    "x-amz-tagging-directive": _check_directive,
}
