"""A request for the tags of a resource, or to delete an alarm, is authorized on the resource that it names.

AWS does so for the tags of tables, topics, alarms, and the identities and configuration sets of SES:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html

MiniStack authorizes these on ``*``, so a grant on some resources allows nothing.
"""

from ministack.core import iam_actions

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request

_SERVICES = ("dynamodb", "monitoring", "ses", "sns")
_FIELDS = ("ResourceArn", "ResourceARN")


def apply() -> None:
    """Correct the resource of a request."""
    resource_arns.correct(_resource)


def _resource(request: Request, found: str) -> str:
    if found != "*" or request.service not in _SERVICES:
        return found
    if alarm := _only_alarm(request):
        return request.arn("cloudwatch", f"alarm:{alarm}")
    return next(filter(None, (_named(field, request) for field in _FIELDS)), found)


def _named(field: str, request: Request) -> str:
    return str(
        iam_actions._query_param(request.query_params, field) or iam_actions._safe_json_field(request.body, field)
    )


def _only_alarm(request: Request) -> str:
    """Return the alarm that the request names, empty for several: a request is authorized on one resource."""
    query = request.query_params
    names = iam_actions._safe_json_field(request.body, "AlarmNames") or [
        iam_actions._query_param(query, name) for name in query if name.startswith("AlarmNames.member.")
    ]
    return str(names[0]) if len(names) == 1 else ""
