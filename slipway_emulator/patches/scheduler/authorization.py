"""A request for a schedule is authorized on the schedule in its group.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html

MiniStack authorizes it on a schedule of the group ``default``, whatever the group, and requests for tags on ``*``.
"""

from urllib.parse import unquote

from ministack.core import iam_actions

from slipway_emulator.iam.resource_arns import Request, correct


def apply() -> None:
    """Correct the resource of a request."""
    correct(_resource)


def _resource(request: Request, found: str) -> str:
    if request.service != "scheduler":
        return found
    if request.path.startswith("/tags/"):
        return unquote(request.path.removeprefix("/tags/"))
    group = iam_actions._safe_json_field(request.body, "GroupName") or iam_actions._query_param(
        request.query_params, "groupName"
    )
    return found.replace(":schedule/default/", f":schedule/{group or 'default'}/")
