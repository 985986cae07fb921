"""RotateSecret invokes the rotation function for each of the four steps, after its response.

The version of the rotation has the label AWSPENDING until the function has moved AWSCURRENT to it. The function's
policy must let Secrets Manager invoke it. If the secret shouldn't be rotated now, only the step ``testSecret`` runs:
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
The messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json

MiniStack copies the value to a new version and invokes nothing. Neither does it rotate a secret by its schedule.
"""

import contextvars
import functools
import json
import logging
import threading
import time
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import lambda_svc, secretsmanager

from slipway_emulator.iam import function_policy
from slipway_emulator.responses import Response, error_response_json, json_response

_Json = dict[str, Any]
_log = logging.getLogger(__name__)
_PRINCIPAL = "secretsmanager.amazonaws.com"
_STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
_PENDING = "AWSPENDING"
_DAY = 86_400
_NO_FUNCTION = "No Lambda rotation function ARN is associated with this secret."
_NOT_ALLOWED = (
    "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the "
    f"principal {_PRINCIPAL}."
)
_NOT_PENDING = "A previous rotation isn't complete. That rotation will be reattempted."


def apply() -> None:
    """Wrap the operations that rotate and describe a secret, and the list of its members."""
    rotate, describe = secretsmanager._rotate_secret, secretsmanager._describe_secret

    @functools.wraps(rotate)
    def rotate_secret(data: _Json) -> Response:
        _, secret = secretsmanager._resolve(data.get("SecretId"))
        if not secret or secret.get("DeletedDate") or secretsmanager._is_replica(secret):
            refused: Response = rotate(data)
            return refused
        return _refusal(secret, data) or _start(secret, data)

    @functools.wraps(describe)
    def describe_secret(data: _Json) -> Response:
        status, headers, body = describe(data)
        _, secret = secretsmanager._resolve(data.get("SecretId"))
        rotated = (secret or {}).get("LastRotatedDate")
        if status != 200 or not rotated:
            return status, headers, body
        days = (secret.get("RotationRules") or {}).get("AutomaticallyAfterDays")
        found = {**json.loads(body), "LastRotatedDate": rotated}
        if days:
            found["NextRotationDate"] = rotated + days * _DAY
        return status, headers, json.dumps(found).encode()

    secretsmanager._rotate_secret, secretsmanager._describe_secret = rotate_secret, describe_secret


def _refusal(secret: _Json, data: _Json) -> Response | None:
    function = data.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
    refusal: Response | None = None
    if not function:
        refusal = error_response_json("InvalidRequestException", _NO_FUNCTION, 400)
    elif not function_policy.may_invoke(_PRINCIPAL, function, secret["ARN"]):
        refusal = error_response_json("AccessDeniedException", _NOT_ALLOWED, 400)
    elif any(
        _PENDING in version["Stages"] and "AWSCURRENT" not in version["Stages"]
        for version in secret["Versions"].values()
    ):
        refusal = error_response_json("InvalidRequestException", _NOT_PENDING, 400)
    return refusal


def _start(secret: _Json, data: _Json) -> Response:
    """Add the version of the rotation, and start the steps."""
    for name in ("RotationLambdaARN", "RotationRules"):
        secret[name] = data.get(name) or secret.get(name)
    secret["RotationEnabled"] = True
    version_id = data.get("ClientRequestToken") or new_uuid()
    secretsmanager._remove_stage_everywhere(secret, _PENDING)
    secret["Versions"][version_id] = {"CreatedDate": int(time.time()), "Stages": [_PENDING]}
    is_immediate = data.get("RotateImmediately") is not False
    steps = _STEPS if is_immediate else ("testSecret",)
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_rotate, secret, version_id, steps), daemon=True).start()
    body = {"ARN": secret["ARN"], "Name": secret["Name"]}
    return json_response({**body, "VersionId": version_id} if is_immediate else body)


def _rotate(secret: _Json, version_id: str, steps: tuple[str, ...]) -> None:
    """Run the steps up to the first that fails. Then the version stays pending."""
    for step in steps:
        event = {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": version_id}
        function, config, _ = lambda_svc._get_func_record_for_ref(secret["RotationLambdaARN"])
        if not function or not config:
            return
        record = lambda_svc._execution_record_for_config(function, config)
        if lambda_svc._execute_function_with_config_scope(record, event).get("error"):
            _log.warning("the rotation of %s failed in %s", secret["ARN"], step)
            return
    secretsmanager._remove_stage(secret, version_id, _PENDING)
    if not secret["Versions"][version_id]["Stages"]:
        del secret["Versions"][version_id]
    if steps == _STEPS:
        secret["LastRotatedDate"] = secret["LastChangedDate"] = int(time.time())
