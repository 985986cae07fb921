"""A request that creates, writes, reads or deletes a log stream is authorized on the stream.

A grant on ``log-group:NAME:*``, as in AWS's own policies, is for the streams of the group:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html

MiniStack authorizes on the group itself, which such a grant doesn't match.
"""

from ministack.core import iam_actions

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request

_ACTIONS = ("CreateLogStream", "PutLogEvents", "GetLogEvents", "DeleteLogStream")


def apply() -> None:
    """Correct the resource of a request."""
    resource_arns.correct(_resource)


def _resource(request: Request, found: str) -> str:
    if request.service != "logs" or request.operation not in _ACTIONS or found == "*":
        return found
    stream = iam_actions._safe_json_field(request.body, "logStreamName")
    return f"{found}:log-stream:{stream}"
