"""A request for a role is authorized on the role's ARN, which contains its path.

CreateRole is authorized on the path in the request:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html

MiniStack leaves the path out: a grant on a path allows nothing, and one on ``role/dev-*`` includes roles in any path.
"""

from ministack.core import iam_actions
from ministack.services import iam

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request


def apply() -> None:
    """Correct the resource of a request."""
    resource_arns.correct(_resource)


def _resource(request: Request, found: str) -> str:
    name = iam_actions._query_param(request.query_params, "RoleName") if request.service == "iam" else ""
    if not name:
        return found
    if iam_actions._query_param(request.query_params, "Action") == "CreateRole":
        path = iam_actions._query_param(request.query_params, "Path") or "/"
        return f"arn:aws:iam::{request.account_id}:role{path}{name}"
    role = iam._roles.get(name)
    return role["Arn"] if role else found
