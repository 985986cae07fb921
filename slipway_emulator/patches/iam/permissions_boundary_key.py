"""A policy can require a permissions boundary on the roles that a principal creates or changes.

The condition key ``iam:PermissionsBoundary`` is the boundary in the request for CreateRole and
PutRolePermissionsBoundary, and the role's own boundary for every other operation on a role that has the key:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate

MiniStack doesn't have the key, so a policy with it allows nothing.
"""

import functools
from typing import Any

from ministack.core import iam_actions
from ministack.services import iam

_IN_REQUEST = {"iam:CreateRole", "iam:PutRolePermissionsBoundary"}
_OF_ROLE = {
    "iam:AttachRolePolicy",
    "iam:DeleteRole",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:GetRole",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
}


def apply() -> None:
    """Add the key to the context of a request."""
    request_tag_context = iam_actions.request_tag_context

    @functools.wraps(request_tag_context)
    def context(service: str, iam_action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
        keys: dict[str, Any] = request_tag_context(service, iam_action, body, params)
        boundary = _boundary(iam_action, params)
        return {**keys, "iam:PermissionsBoundary": boundary} if boundary else keys

    iam_actions.request_tag_context = context


def _boundary(iam_action: str, params: dict[str, Any]) -> str | None:
    if iam_action in _IN_REQUEST:
        return iam_actions._query_param(params, "PermissionsBoundary") or None
    if iam_action in _OF_ROLE:
        role = iam._roles.get(iam_actions._query_param(params, "RoleName")) or {}
        return role.get("PermissionsBoundary")
    return None
