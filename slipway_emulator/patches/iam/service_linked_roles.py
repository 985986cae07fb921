"""A service-linked role has the name and the policy of its service, and a suffix only where the service allows one.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/iam/test_iam.snapshot.json
The message about a role that exists: https://github.com/DataDog/pathfinding-labs/issues/23

MiniStack makes the name from the service's, adds no policy, and ignores the suffix.
"""

import json
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import iam

from slipway_emulator.iam.service_linked_roles import DESCRIPTIONS, NAMES, PREFIX, WITH_SUFFIX


def apply() -> None:
    """Replace the operation."""
    iam._IAM_HANDLERS["CreateServiceLinkedRole"] = _create


def _create(parameters: dict[str, Any]) -> object:
    service, suffix = iam._p(parameters, "AWSServiceName"), iam._p(parameters, "CustomSuffix")
    if suffix and service in NAMES and service not in WITH_SUFFIX:
        return iam._error(400, "InvalidInput", f"Custom suffix is not allowed for {service}", ns="iam")
    rest, policy = NAMES.get(service, (service.split(".")[0].capitalize(), ""))
    name = f"{PREFIX}{rest}_{suffix}" if suffix else f"{PREFIX}{rest}"
    if name in iam._roles:
        message = f"Service role name {name} has been taken in this account, please try a different suffix."
        return iam._error(400, "InvalidInput", message, ns="iam")
    description = iam._p(parameters, "Description") or DESCRIPTIONS.get(service, "")
    iam._roles[name] = _role(service, name, policy, description)
    role = f"<CreateServiceLinkedRoleResult><Role>{iam._role_xml(name)}</Role></CreateServiceLinkedRoleResult>"
    return iam._xml(200, "CreateServiceLinkedRoleResponse", role, ns="iam")


def _role(service: str, name: str, policy: str, description: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    path = f"/aws-service-role/{service}/"
    return {
        "RoleName": name,
        "Arn": f"arn:aws:iam::{get_account_id()}:role{path}{name}",
        "RoleId": iam._gen_id("AROA"),
        "CreateDate": iam._now(),
        "Path": path,
        "AssumeRolePolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        "Description": description,
        "MaxSessionDuration": 3600,
        "AttachedPolicies": [f"arn:aws:iam::aws:policy/aws-service-role/{policy}"] if policy else [],
        "InlinePolicies": {},
        "Tags": [],
    }
