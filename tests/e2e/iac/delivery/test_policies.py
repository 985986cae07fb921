"""Least privilege: each grant of each role of the stack is used by test_delivery.py, and within the boundary."""

from fnmatch import fnmatch

import pytest

from .unused_grants import useless


@pytest.fixture
def found(request, document_imported, grants, unused):
    """``found()`` returns each (role, action) that nothing uses."""
    if not any(item.path.name == "test_delivery.py" for item in request.session.items):
        pytest.skip("test_delivery.py uses the grants, and isn't part of this run")
    return lambda: useless(grants(), unused())


def test_every_grant_is_used(found):
    assert not found(), sorted(found())


def test_a_grant_that_nothing_uses_is_found(found, extra_grant):
    with extra_grant("deploy-functions"):
        assert found() == {("prod-deploy-functions", "dynamodb:DeleteItem")}


def test_only_list_actions_and_those_of_jobs_are_granted_on_all_resources(grants):
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html"""
    everything = {action for _, action, resource in grants() if resource == "*" or "*" in action}
    assert everything == {
        "cloudwatch:DescribeAlarms",
        "codepipeline:PutJobFailureResult",
        "codepipeline:PutJobSuccessResult",
    }


def test_the_actions_that_release_may_change_their_own_targets_only(document_imported, grants, api_id, run_target):
    account = run_target.access_key_id
    found: dict[str, set[str]] = {}
    for arn, action, resource in grants():
        found.setdefault(f"{arn.rpartition('/')[2]} {action.partition(':')[0]}", set()).add(resource)
    assert found["prod-deploy-api apigateway"] == {
        f"arn:aws:apigateway:eu-central-1::/apis/{api_id}{below}" for below in ("", "/*")
    }
    functions = [f"arn:aws:lambda:eu-central-1:{account}:function:prod-{verb}" for verb in
                 ("list-cloud-providers", "put-cloud-provider")]  # fmt: skip
    assert found["prod-deploy-functions lambda"] == {f"{arn}{below}" for arn in functions for below in ("", ":*")}
    sites = {resource.removesuffix("/*") for resource in found["prod-deploy-site s3"]}
    assert len(sites) == 2
    assert all(
        arn.startswith(("arn:aws:s3:::prod-delivery-test-", "arn:aws:s3:::prod-delivery-prod-")) for arn in sites
    )
    assert len(found["prod-deploy-site cloudfront"]) == 2
    assert all(f"::{account}:distribution/" in arn for arn in found["prod-deploy-site cloudfront"])


def test_the_boundary_has_every_action_that_the_stack_grants_its_roles(aws, grants, bootstrap, delivered):
    """The local AWS doesn't ask for all of them, such as those of an artifact's version."""
    iam, arn = aws("iam"), bootstrap.outputs["permissions_boundary_arns"]["prod"]
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    bound = [action for each in document["Statement"] for action in _listed(each["Action"])]
    granted = {action for _, action, _ in grants()}
    assert {action for action in granted if not any(fnmatch(action, pattern) for pattern in bound)} == set()


def _listed(value):
    return value if isinstance(value, list) else [value]
