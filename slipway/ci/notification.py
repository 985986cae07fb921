"""Having a function post the result of a deployment."""

import json
from collections.abc import Mapping

from botocore.exceptions import ClientError

from lambda_release.function import DEFAULT_ALIAS
from slipway.aws.target import Target
from slipway.errors import SlipwayError

OUTCOMES = ("succeeded", "failed")


def send(target: Target, function: str, deployment: Mapping[str, str]) -> None:
    """Invoke the function's alias live with ``{"deployment": {…}}``, and wait for its answer.

    Raises:
        SlipwayError: there is no such function, it may not be invoked, or it failed; the message has the reason.
    """
    payload = json.dumps({"deployment": deployment}).encode()
    try:
        answer = target.client("lambda").invoke(FunctionName=function, Qualifier=DEFAULT_ALIAS, Payload=payload)
    except ClientError as error:
        raise SlipwayError(f"{function} can't be invoked: {error.response['Error']['Message']}") from error
    if "FunctionError" in answer:
        raise SlipwayError(f"{function} has failed: {_reason(answer['Payload'].read())}")


def _reason(payload: bytes) -> str:
    try:
        return str(json.loads(payload)["errorMessage"])
    except (ValueError, LookupError, TypeError):
        return payload.decode(errors="replace")[:200]
