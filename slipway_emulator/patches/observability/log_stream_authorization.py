"""Whoever makes or writes to a log stream is authorized on the stream.

A grant on ``log-group:NAME:*``, as AWS's own policies have it, is one on the streams of the group:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html

MiniStack 1.5.33 decides on the group itself, which such a grant doesn't match.
"""

from ministack.core import iam_actions

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request

_ACTIONS = ("CreateLogStream", "PutLogEvents", "GetLogEvents", "DeleteLogStream")


def apply() -> None:
    """Correct what a request is authorized on."""
    resource_arns.correct(_resource)


def _resource(request: Request, found: str) -> str:
    if request.service != "logs" or request.operation not in _ACTIONS or found == "*":
        return found
    stream = iam_actions._safe_json_field(request.body, "logStreamName")
    return f"{found}:log-stream:{stream}"
