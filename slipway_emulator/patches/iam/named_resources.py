"""A request for tags, a dashboard or a change of records, or to delete an alarm, is authorized on what it names.

AWS does so for the tags of tables, topics, alarms, state machines, repositories of ECR, and the identities and
configuration sets of SES, and for the description of a repository. A dashboard's ARN has no region. Reading the status
of a change of Route 53's records is authorized on the change:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html

MiniStack authorizes these on ``*``, so a grant on some resources allows nothing.
"""

import re

from ministack.core import iam_actions

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request

_SERVICES = ("dynamodb", "ecr", "monitoring", "route53", "ses", "sns", "states")
_CHANGE = re.compile(r"/2013-04-01/change/([^/]+)")
_FIELDS = ("ResourceArn", "ResourceARN", "resourceArn")


def apply() -> None:
    """Correct the resource of a request."""
    resource_arns.correct(_resource)


def _resource(request: Request, found: str) -> str:
    if found != "*" or request.service not in _SERVICES:
        return found
    if change := _CHANGE.fullmatch(request.path):
        return f"arn:aws:route53:::change/{change[1]}"
    if alarm := _only("AlarmNames", request):
        return request.arn("cloudwatch", f"alarm:{alarm}")
    if dashboard := _named("DashboardName", request) or _only("DashboardNames", request):
        return f"arn:aws:cloudwatch::{request.account_id}:dashboard/{dashboard}"
    if repository := _only("repositoryNames", request):
        return request.arn("ecr", f"repository/{repository}")
    return next(filter(None, (_named(field, request) for field in _FIELDS)), found)


def _named(field: str, request: Request) -> str:
    return str(
        iam_actions._query_param(request.query_params, field) or iam_actions._safe_json_field(request.body, field)
    )


def _only(field: str, request: Request) -> str:
    """Return the only name in a list, empty for several: a request is authorized on one resource."""
    query = request.query_params
    names = iam_actions._safe_json_field(request.body, field) or [
        iam_actions._query_param(query, name) for name in query if name.startswith(f"{field}.member.")
    ]
    return str(names[0]) if len(names) == 1 else ""
