"""CreateBucket refuses a location that doesn't exist, and tags for a bucket that the caller has already.

In us-east-1 an unknown location is InvalidLocationConstraint, and in another region us-east-1 is
IllegalLocationConstraintException as any other; a second CreateBucket of the owner succeeds, unless it has tags:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json
(``test_create_bucket_with_tags_us_east_1_idempotency``, AWS's answers)

MiniStack creates a bucket in us-east-1 with any location, and ignores the tags.
"""

import functools
from typing import Any

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import error_response

_Response = tuple[int, dict[str, str], Any]
_GLOBAL_ENDPOINT = "us-east-1"
_INCOMPATIBLE = (
    "The us-east-1 location constraint is incompatible for the region specific endpoint this request was sent to."
)
_LOCATION = "The specified location-constraint is not valid"
_OWNED = "Your previous request to create the named bucket succeeded and you already own it."


def apply() -> None:
    """Wrap the creation of a bucket, and the check of its location."""
    check, create = s3._location_constraint_error, s3._create_bucket

    @functools.wraps(check)
    def location_constraint_error(name: str, constraint: str | None, endpoint_region: str) -> _Response | None:
        if constraint and endpoint_region == _GLOBAL_ENDPOINT and not _is_location(constraint):
            return error_response("InvalidLocationConstraint", _LOCATION, 400, {"LocationConstraint": constraint})
        if constraint == _GLOBAL_ENDPOINT != endpoint_region:
            return error_response("IllegalLocationConstraintException", _INCOMPATIBLE, 400)
        refusal: _Response | None = check(name, constraint, endpoint_region)
        return refusal

    @functools.wraps(create)
    def create_bucket(
        name: str, body: bytes, headers: dict[str, str] | None = None, endpoint_region: str | None = None
    ) -> _Response:
        if b"<Tag>" in body and s3._ensure_bucket(name) is not None:
            return error_response("BucketAlreadyOwnedByYou", _OWNED, 409, {"BucketName": name})
        response: _Response = create(name, body, headers, endpoint_region)
        return response

    s3._location_constraint_error = location_constraint_error
    s3._create_bucket = create_bucket


def _is_location(constraint: str) -> bool:
    # Imported by the first such request, because botocore would double the time that the start takes.
    from slipway_emulator.models.service_models import model  # noqa: PLC0415

    return constraint in model("s3").shape_for("BucketLocationConstraint").enum
