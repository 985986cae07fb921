"""Least privilege: each grant of each role of the stack is used by test_delivery.py, and within the boundary."""

from fnmatch import fnmatch

import pytest

# By role: https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html,
# https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-LambdaDeploy.html and
# https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
_ARTIFACTS = {"s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetObjectVersion"}
_BUILDS = ("acceptance", "dependencies", "insert-data", "site", "verify")
_TAGGING = {"s3:GetObjectTagging", "s3:GetObjectVersionTagging", "s3:PutObjectTagging"}
_FAILURE = {"codepipeline:PutJobFailureResult"}  # these actions don't fail in test_delivery.py
_LAMBDA_DEPLOY = {"lambda:GetFunction", "lambda:PublishVersion", "lambda:UpdateFunctionCode"}
PRESCRIBED = {
    "prod-delivery": _ARTIFACTS | _TAGGING | _LAMBDA_DEPLOY,
    "prod-deploy-api": _FAILURE,
    "prod-deploy-site": _FAILURE,
    **{f"prod-delivery-{name}": {"s3:GetObjectVersion"} for name in _BUILDS},
}


@pytest.fixture
def useless(request, delivered, grants, unused):
    """``useless()`` returns each (role, action) that is used on no resource, without those that AWS prescribes.

    Which resources an action may have is another test: not each function and table is changed by test_delivery.py.
    """
    if not any(item.path.name == "test_delivery.py" for item in request.session.items):
        pytest.skip("test_delivery.py uses the grants, and isn't part of this run")

    def useless():
        never = unused()
        used = {(arn, action) for arn, action, _ in grants() - never}
        found = {(arn.rpartition("/")[2], action) for arn, action, _ in never if (arn, action) not in used}
        return {(role, action) for role, action in found if action not in PRESCRIBED.get(role, ())}

    return useless


def test_every_grant_is_used(useless):
    assert not useless(), sorted(useless())


def test_a_grant_that_nothing_uses_is_found(useless, extra_grant):
    with extra_grant("deploy-functions"):
        assert useless() == {("prod-deploy-functions", "dynamodb:DeleteItem")}


def test_only_list_actions_and_those_of_jobs_are_granted_on_all_resources(grants):
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html"""
    everything = {action for _, action, resource in grants() if resource == "*" or "*" in action}
    assert everything == {
        "cloudwatch:DescribeAlarms",
        "codepipeline:PutJobFailureResult",
        "codepipeline:PutJobSuccessResult",
    }


def test_the_actions_that_release_may_change_their_own_targets_only(grants, api_id, stack, run_target):
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
