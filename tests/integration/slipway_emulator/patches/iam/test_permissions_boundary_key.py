import json

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name as make_name

from ..conftest import trust

POLICY = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}})


def _boundary(aws):
    return aws("iam").create_policy(PolicyName=make_name(), PolicyDocument=POLICY)["Policy"]["Arn"]


def _allow_within(boundary):
    condition = {"StringEquals": {"iam:PermissionsBoundary": boundary}}
    return {"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": condition}


def _make(iam, name, **boundary):
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("lambda"), **boundary)


@pytest.fixture
def boundary(aws):
    return _boundary(aws)


@pytest.fixture
def iam(aws, target, assume, boundary):
    """IAM for a principal who may create and change only roles with the boundary."""
    return assume(aws, target, _allow_within(boundary))[1]("iam")


def test_a_role_with_the_boundary_can_be_created_and_changed(iam, boundary, unique_name):
    _make(iam, unique_name, PermissionsBoundary=boundary)
    iam.put_role_policy(RoleName=unique_name, PolicyName="some", PolicyDocument=POLICY)
    iam.delete_role_policy(RoleName=unique_name, PolicyName="some")
    iam.put_role_permissions_boundary(RoleName=unique_name, PermissionsBoundary=boundary)


@pytest.mark.parametrize("kind", ["none", "another"])
def test_a_role_without_the_boundary_can_t_be_created(iam, aws, unique_name, kind):
    boundary = {} if kind == "none" else {"PermissionsBoundary": _boundary(aws)}
    with pytest.raises(ClientError, match="AccessDenied"):
        _make(iam, unique_name, **boundary)


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("put_role_policy", {"PolicyName": "some", "PolicyDocument": POLICY}),
        ("delete_role_policy", {"PolicyName": "some"}),
        ("attach_role_policy", {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("detach_role_policy", {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("delete_role_permissions_boundary", {}),
        ("update_assume_role_policy", {"PolicyDocument": trust("lambda")}),
        ("update_role", {"Description": "other"}),
        ("get_role", {}),
        ("delete_role", {}),
    ],
)
def test_a_role_without_the_boundary_can_t_be_changed(iam, aws, unique_name, operation, arguments):
    _make(aws("iam"), unique_name)
    with pytest.raises(ClientError, match="AccessDenied"):
        getattr(iam, operation)(RoleName=unique_name, **arguments)


def test_a_role_can_t_get_another_boundary(iam, aws, boundary, unique_name):
    _make(iam, unique_name, PermissionsBoundary=boundary)
    with pytest.raises(ClientError, match="AccessDenied"):
        iam.put_role_permissions_boundary(RoleName=unique_name, PermissionsBoundary=_boundary(aws))


@pytest.mark.upstream
def test_unpatched_ministack_does_not_have_the_key(unpatched_aws, unpatched_target, assume, unique_name):
    boundary = _boundary(unpatched_aws)
    _, client = assume(unpatched_aws, unpatched_target, _allow_within(boundary))
    with pytest.raises(ClientError, match="AccessDenied"):
        _make(client("iam"), unique_name, PermissionsBoundary=boundary)
