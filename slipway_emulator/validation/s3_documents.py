"""What S3 refuses in documents that its model allows.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
The documents of websites: ``s3_websites``.
"""

import itertools
from collections.abc import Callable
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.models.service_models import model
from slipway_emulator.validation import s3_tags, s3_websites
from slipway_emulator.validation.s3_arguments import invalid_argument

MALFORMED = "The XML you provided was not well-formed or did not validate against our published schema"
_Document = dict[str, Any]
_DELETED_OBJECTS = 1000
_FILTER_RULES = ("prefix", "suffix")
_CORS_METHODS = ("DELETE", "GET", "HEAD", "POST", "PUT")
_CORS_RULES = 100


def check(operation: str, document: _Document) -> None:
    """Check the document of an operation, which the model allows.

    Raises:
        ServiceError: the error that S3 has for it.
    """
    if operation in _CHECKS:
        _CHECKS[operation](operation, document)


def _check_tags(operation: str, document: _Document) -> None:
    tags = document.get("Tags" if operation == "CreateBucket" else "TagSet", [])
    if operation == "CreateBucket" and len({tag["Key"] for tag in tags}) < len(tags):
        return  # MiniStack answers 500 InternalError, as AWS did in November 2025
    s3_tags.check(operation, [(tag["Key"], tag["Value"]) for tag in tags])


def _check_versioning(_operation: str, document: _Document) -> None:
    if "Status" not in document:
        raise ServiceError("IllegalVersioningConfigurationException", "The Versioning element must be specified")


def _check_encryption(_operation: str, document: _Document) -> None:
    rule = _only_rule(document)
    default = rule.get("ApplyServerSideEncryptionByDefault", {})
    if default.get("KMSMasterKeyID") is not None and not default["SSEAlgorithm"].startswith("aws:kms"):
        message = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse"
        members = {"ArgumentName": "ApplyServerSideEncryptionByDefault"}
        raise ServiceError("InvalidArgument", message, members=members)


def _check_cors(_operation: str, document: _Document) -> None:
    if len(document["CORSRules"]) > _CORS_RULES:
        raise ServiceError("MalformedXML", MALFORMED)
    methods = [method for rule in document["CORSRules"] for method in rule["AllowedMethods"]]
    if unknown := [method for method in methods if method not in _CORS_METHODS]:
        message = f"Found unsupported HTTP method in CORS config. Unsupported method is {unknown[0]}"
        raise ServiceError("InvalidRequest", message)


def _check_website(_operation: str, document: _Document) -> None:
    s3_websites.check(document)


def _check_ownership(_operation: str, document: _Document) -> None:
    _only_rule(document)


def _check_deleted(_operation: str, document: _Document) -> None:
    if len(document["Objects"]) > _DELETED_OBJECTS:
        raise ServiceError("MalformedXML", MALFORMED)


def _check_notifications(_operation: str, document: _Document) -> None:
    events = model("s3").shape_for("Event").enum
    for destination in itertools.chain.from_iterable(value for value in document.values() if isinstance(value, list)):
        if unknown := [event for event in destination.get("Events", []) if event not in events]:
            raise invalid_argument("The event is not supported for notifications", "Event", unknown[0])
        names = [rule.get("Name", "") for rule in destination.get("Filter", {}).get("Key", {}).get("FilterRules", [])]
        if unknown := [name for name in names if name.lower() not in _FILTER_RULES]:
            raise invalid_argument("filter rule name must be either prefix or suffix", "FilterRule.Name", unknown[0])


def _only_rule(document: _Document) -> Any:  # noqa: ANN401 - of any operation
    rules = document.get("Rules", [])
    if len(rules) != 1:
        raise ServiceError("MalformedXML", MALFORMED)
    return rules[0]


_CHECKS: dict[str, Callable[[str, _Document], None]] = {
    "CreateBucket": _check_tags,
    "DeleteObjects": _check_deleted,
    "PutBucketCors": _check_cors,
    "PutBucketEncryption": _check_encryption,
    "PutBucketNotificationConfiguration": _check_notifications,
    "PutBucketOwnershipControls": _check_ownership,
    "PutBucketTagging": _check_tags,
    "PutBucketVersioning": _check_versioning,
    "PutBucketWebsite": _check_website,
    "PutObjectTagging": _check_tags,
}
