"""A caller who takes a function's code from S3 must be allowed to read the object, which exists.

Lambda reads the zip of CreateFunction and UpdateFunctionCode with the caller's permissions, not with the function's.
Its error message is "make sure your request credentials have permission to GetObject":
https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json

MiniStack reads any object for every caller who may update the function, and creates a function without code if there is
none.
"""

import functools
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import lambda_svc, s3

from slipway_emulator.responses import error_response_json


def apply() -> None:
    """Wrap the two operations that can take a function's code from S3."""
    create_function, update_code = lambda_svc._create_function, lambda_svc._update_code

    @functools.wraps(create_function)
    def create(data: dict[str, Any]) -> object:
        return _rejection(data.get("Code", {})) or create_function(data)

    @functools.wraps(update_code)
    def update(name: str, data: dict[str, Any]) -> object:
        return _rejection(data) or update_code(name, data)

    lambda_svc._create_function, lambda_svc._update_code = create, update


def _rejection(code: dict[str, Any]) -> object:
    access_key_id = iam_evaluator._verified_key.get()  # empty for root, which has all permissions
    if "S3Bucket" not in code or "S3Key" not in code:
        return None
    return (_denial(code, access_key_id) if access_key_id else None) or _missing(code)


def _denial(code: dict[str, Any], access_key_id: str) -> object:
    path = f"{code['S3Bucket']}/{code['S3Key']}"
    action = "GetObjectVersion" if "S3ObjectVersion" in code else "GetObject"
    denied = iam_evaluator.enforce(access_key_id, f"s3:{action}", "s3", get_region(), f"arn:aws:s3:::{path}")
    if denied is None:
        return None
    message = (
        "Your access has been denied by S3, please make sure your request credentials have permission to "
        f"{action} for {path}. S3 Error Code: AccessDenied. S3 Error Message: Access Denied"
    )
    return error_response_json("AccessDeniedException", message, 403)


def _missing(code: dict[str, Any]) -> object:
    bucket, key = code["S3Bucket"], code["S3Key"]
    if s3._buckets.get(bucket) is None:
        error = "NoSuchBucket. S3 Error Message: The specified bucket does not exist"
    elif s3._get_object_data(bucket, key, version_id=code.get("S3ObjectVersion")) is None:
        error = "NoSuchKey. S3 Error Message: The specified key does not exist."
    else:
        return None
    message = f"Error occurred while GetObject. S3 Error Code: {error}"
    return error_response_json("InvalidParameterValueException", message, 400)
