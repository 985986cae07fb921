"""Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/iam/test_iam.snapshot.json
"""

import json

import pytest

TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
MEMBERS = {"Arn", "AssumeRolePolicyDocument", "CreateDate", "Path", "RoleId", "RoleName"}


def created_and_found(aws, name, **parameters):
    """Return a role as CreateRole and as GetRole return it."""
    iam = aws("iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=DOCUMENT, **parameters)["Role"]
    return made, iam.get_role(RoleName=name)["Role"]


def test_a_role_has_no_empty_members(aws, unique_name):
    made, found = created_and_found(aws, unique_name)
    assert made.keys() == MEMBERS
    assert found.keys() == MEMBERS | {"MaxSessionDuration", "RoleLastUsed"}
    assert (found["RoleLastUsed"], found["MaxSessionDuration"]) == ({}, 3600)


def test_a_description_and_a_boundary_are_returned(aws, unique_name):
    boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
    wanted = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
    parameters = {"Description": "a", "PermissionsBoundary": boundary}
    for role in created_and_found(aws, unique_name, **parameters):
        assert (role["Description"], role["PermissionsBoundary"]) == ("a", wanted)
    user = aws("iam").create_user(UserName=unique_name, PermissionsBoundary=boundary)["User"]
    assert user["PermissionsBoundary"] == wanted


@pytest.mark.upstream
def test_unpatched_ministack_returns_an_empty_description(unpatched_aws, unique_name):
    assert created_and_found(unpatched_aws, unique_name)[1]["Description"] == ""
