"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names"""

import pytest
from botocore.exceptions import ClientError

from ..conftest import trust


def _allow(target, *actions, resource="role/a/b/*"):
    resource = f"arn:aws:iam::{target.access_key_id}:{resource}"
    return {"Effect": "Allow", "Action": [f"iam:{action}" for action in actions], "Resource": resource}


def _create(iam, name, **path):
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("lambda"), **path)


def test_a_role_may_be_created_and_used_in_the_path_of_the_grant(aws, target, assume, unique_name):
    iam = assume(aws, target, _allow(target, "CreateRole", "GetRole", "DeleteRole"))[1]("iam")
    _create(iam, unique_name, Path="/a/b/")
    assert iam.get_role(RoleName=unique_name)["Role"]["Path"] == "/a/b/"
    iam.delete_role(RoleName=unique_name)


@pytest.mark.parametrize("path", ["/", "/a/", "/a/b2/", "/c/a/b/"])
def test_a_role_in_another_path_is_out_of_reach(aws, target, assume, unique_name, path):
    iam = assume(aws, target, _allow(target, "CreateRole", "GetRole", "UpdateAssumeRolePolicy"))[1]("iam")
    with pytest.raises(ClientError, match="AccessDenied"):
        _create(iam, unique_name, Path=path)
    _create(aws("iam"), unique_name, Path=path)
    with pytest.raises(ClientError, match="AccessDenied"):
        iam.get_role(RoleName=unique_name)
    with pytest.raises(ClientError, match="AccessDenied"):
        iam.update_assume_role_policy(RoleName=unique_name, PolicyDocument=trust("lambda"))


def test_a_role_with_a_path_has_another_arn_than_its_name_alone(aws, target, assume, unique_name):
    iam = assume(aws, target, _allow(target, "GetRole", resource=f"role/{unique_name}"))[1]("iam")
    _create(aws("iam"), unique_name, Path="/a/")
    with pytest.raises(ClientError, match="AccessDenied"):
        iam.get_role(RoleName=unique_name)


@pytest.mark.upstream
def test_unpatched_ministack_leaves_the_path_out(unpatched_aws, unpatched_target, assume, unique_name):
    grant = _allow(unpatched_target, "GetRole", resource=f"role/{unique_name}")
    iam = assume(unpatched_aws, unpatched_target, grant)[1]("iam")
    _create(unpatched_aws("iam"), unique_name, Path="/a/")
    assert iam.get_role(RoleName=unique_name)
