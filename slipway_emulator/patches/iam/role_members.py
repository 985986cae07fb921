"""Roles and users have the members that AWS returns: no empty description, and ``RoleLastUsed`` of one role.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/iam/test_iam.snapshot.json
The type of a permissions boundary is ``Policy``:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/iam/test_iam.py

MiniStack returns an empty description, ``PermissionsBoundaryPolicy``, and no ``RoleLastUsed``.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import iam


def apply() -> None:
    """Wrap the functions that render roles and users, and the operations that return a role."""
    iam._role_xml = _shaped(iam._role_xml)
    iam._user_xml = _shaped(iam._user_xml)
    for name, old, new in (
        ("CreateRole", "<MaxSessionDuration>3600</MaxSessionDuration>", ""),
        ("GetRole", "</Role>", "<RoleLastUsed/></Role>"),
    ):
        iam._IAM_HANDLERS[name] = _replacing(iam._IAM_HANDLERS[name], old, new)


def _shaped(render: Callable[..., str]) -> Callable[..., str]:
    @functools.wraps(render)
    def rendered(*args: object, **options: object) -> str:
        text = render(*args, **options)
        return text.replace("<Description></Description>", "").replace(">PermissionsBoundaryPolicy<", ">Policy<")

    return rendered


def _replacing(operation: Callable[..., Any], old: str, new: str) -> Callable[..., Any]:
    @functools.wraps(operation)
    def operate(parameters: dict[str, Any]) -> object:
        status, headers, body = operation(parameters)
        return status, headers, body.replace(old.encode(), new.encode())

    return operate
