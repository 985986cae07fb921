"""Least privilege: each grant of each function's role is one that the function uses."""

import json
from fnmatch import fnmatchcase

import pytest

from .conftest import ROOT

HEAT = {"title": "Heat", "rating": 8.3, "genres": ["Crime"]}


@pytest.fixture
def grants(aws, stack):
    """``grants()`` returns every (role ARN, action, resource) that the stack's functions are granted."""

    def grants():
        iam = aws("iam")
        roles = [role for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]]
        return {
            (role["Arn"], action, resource)
            for role in roles
            if role["RoleName"].startswith(f"{stack.environment}-")
            and "lambda.amazonaws.com" in json.dumps(role["AssumeRolePolicyDocument"])
            for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
            for statement in iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"][
                "Statement"
            ]
            for action in _listed(statement["Action"])
            for resource in _listed(statement["Resource"])
        }

    return grants


def _listed(value):
    return value if isinstance(value, list) else [value]


@pytest.fixture
def unused(grants, local_aws):
    """``unused()`` returns the grants that the local AWS was never asked for."""

    def unused():
        decisions = [json.loads(line) for line in local_aws.iam_decisions_file.read_text().splitlines()]
        allowed = {(one["principal"], one["action"], one["resource"]) for one in decisions if one["allowed"]}
        return {
            grant
            for grant in grants()
            if not any(
                grant[0] == principal and fnmatchcase(action, grant[1]) and fnmatchcase(resource, grant[2])
                for principal, action, resource in allowed
            )
        }

    return unused


@pytest.fixture
def all_used(
    started,
    api,
    create,
    put_item,
    aws,
    stack,
    without,
    quick_redelivery,
    unique_name,
    eventually,
    logged,
    mails,
    queued,
):
    """Everything that the functions do has happened, what they do about failures too."""
    movie = create()
    api.get(f"/movies/{movie['id']}").expect(200)
    api.get("/movies").expect(200)
    api.put(f"/movies/{movie['id']}", json=HEAT).expect(200)
    api.delete(f"/movies/{movie['id']}").expect(204)
    api.post("/movies", json=HEAT, headers={"Idempotency-Key": unique_name}).expect(201)
    put_item(id=unique_name, genres="none")
    aws("sns").publish(TopicArn=stack.topic_arn, Message=f"no event {unique_name}")
    with without("email-notification", "ses:SendEmail"):
        create(title=f"{unique_name} late")
        eventually(lambda: _there(logged("email-notification", "AccessDenied")))
    eventually(lambda: _there(mails(f"{unique_name} late")))
    for app in ("email-notification", "publish-movie-events"):
        eventually(lambda app=app: _there(queued(stack.dead_letter_queue_urls[app])))


@pytest.fixture
def started(aws, stack):
    """Each function has run, with an event that none of them knows: so its log was written, too."""
    for app in ROOT.glob("apps/*/app.toml"):
        aws("lambda").invoke(FunctionName=f"{stack.environment}-{app.parent.name}:live", Payload="{}")


def _there(found):
    assert found


def test_every_grant_is_used(all_used, unused):
    assert unused() == set()


def test_a_grant_that_nothing_uses_is_found(all_used, unused, aws, stack):
    role = f"{stack.environment}-get-movie"
    statement = {"Effect": "Allow", "Action": "dynamodb:DeleteItem", "Resource": "arn:aws:dynamodb:*:*:table/any"}
    aws("iam").put_role_policy(
        RoleName=role,
        PolicyName="too-much",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    try:
        assert {(arn.rpartition("/")[2], action) for arn, action, _ in unused()} == {(role, "dynamodb:DeleteItem")}
    finally:
        aws("iam").delete_role_policy(RoleName=role, PolicyName="too-much")


def test_no_grant_is_on_everything(grants):
    assert [grant for grant in grants() if grant[2] == "*" or "*" in grant[1]] == []
