"""A caller who takes a function's code from S3 must be allowed to read the object.

Lambda reads the zip of CreateFunction and UpdateFunctionCode with the caller's permissions, not with the function's.
Its error message is "make sure your request credentials have permission to GetObject":
https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html

MiniStack reads any object for every caller who may update the function.
"""

import functools
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json, get_region
from ministack.services import lambda_svc


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
    if "S3Bucket" not in code or "S3Key" not in code or not access_key_id:
        return None
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
