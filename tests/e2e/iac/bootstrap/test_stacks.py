"""The stacks under the roles: what makes iac/frontend, and what its own roles, within the boundary, are enough for."""

import json
import re
from fnmatch import fnmatch

import pytest
from botocore.exceptions import ClientError
from repository import ROOT

from slipway.config.project import load_project
from slipway.harness.plan import Plan
from slipway.local import slack
from slipway.project import pipelines

# What the local AWS asks for when the stack is taken away, which would fail without, and what only AWS asks for: the
# tags of what is made or changed, and whether a function's new configuration is there.
LATER = re.compile(
    r"[\w-]+:(Delete|Remove|Tag|Untag|AddTags)\w*|iam:ListInstanceProfilesForRole|lambda:GetFunctionConfiguration"
    r"|cloudfront:UpdateDistribution|s3:ListBucketVersions|s3:PutObjectTagging"
)


@pytest.fixture
def decisions(local_aws, target):
    """``decisions()`` is what the local AWS has decided about the roles of this test's account, as yet."""

    def decisions():
        lines = map(json.loads, local_aws.iam_decisions_file.read_text().splitlines())
        return [one for one in lines if one["account"] == target.access_key_id]

    return decisions


@pytest.fixture
def denied(decisions):
    """``denied()`` is what the stack's own roles were refused, as the boundary does with what it lacks."""
    roles = re.compile(
        r".*/dev-(frontend(-build|-events)?|invalidate-cache|slack-notification|sync-algorithm-metadata)"
    )
    return lambda: [one for one in decisions() if roles.fullmatch(one["principal"]) and not one["allowed"]]


@pytest.mark.parametrize("stack", ["movies", "frontend"])
def test_the_plan_role_plans_what_the_apply_role_has_applied(request, terraform, planner, variables, stack, tmp_path):
    request.getfixturevalue(stack)
    plan = Plan(terraform(planner, stack).save_plan(tmp_path / "plan", variables, lock=False))
    assert plan.differences() == []


def test_the_apply_role_changes_the_frontend_and_uses_each_of_its_grants(movies, frontend, variables, aws, decisions):
    changes = {"deletion_protection": True, "branch": "other", "movies_api_url": "https://other.example.com/live"}
    frontend.apply({**variables, **changes})
    frontend.apply(variables)

    used = {one["action"] for one in decisions() if one["allowed"] and one["principal"].endswith("/slipway-apply-dev")}
    policies = ("slipway-reads-dev", "slipway-apply-dev-pipelines", "slipway-apply-dev-sites")
    granted = {action for name in policies for action in _granted(aws, name)}
    assert {action for action in granted - used if not LATER.fullmatch(action)} == set()


def _granted(aws, name):
    iam = aws("iam")
    arn = f"arn:aws:iam::{aws('sts').get_caller_identity()['Account']}:policy/{name}"
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return _actions(document)


def _actions(document):
    listed = (statement["Action"] for statement in document["Statement"])
    return {action for actions in listed for action in (actions if isinstance(actions, list) else [actions])}


def test_the_boundary_has_every_action_that_the_stacks_grant_their_roles(movies, frontend, aws):
    """The local AWS doesn't ask for all of them, such as those of an object's tags."""
    iam, bound = aws("iam"), _granted(aws, "slipway-boundary-dev")
    roles = [role["RoleName"] for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]]
    granted = {
        action
        for role in roles
        if role.startswith("dev-")
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]
        for action in _actions(iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])
    }
    assert len(granted) > 20
    assert {action for action in granted if not any(fnmatch(action, pattern) for pattern in bound)} == set()


def test_the_plan_role_changes_nothing_and_reads_no_artifact(frontend, planner):
    outputs, refused = frontend.output(), pytest.raises(ClientError, match="AccessDenied")
    s3, ssm, codepipeline = (planner.client(service) for service in ("s3", "ssm", "codepipeline"))
    with refused:
        s3.put_object(Bucket=outputs["metadata_bucket"], Key="search.zip", Body=b"")
    with refused:
        s3.get_object(Bucket=outputs["site_bucket"], Key="index.html")
    with refused:
        ssm.put_parameter(Name=outputs["slack_webhook_parameter"], Value="x", Overwrite=True)
    with refused:
        codepipeline.start_pipeline_execution(name=outputs["pipeline_name"])


def test_the_pipeline_succeeds_with_the_roles_that_the_apply_role_has_made(frontend, deployed, target, aws, denied):
    outputs = frontend.output()
    webhook = f"{slack.messages_url(target)}/deployments"
    aws("ssm").put_parameter(Name=outputs["slack_webhook_parameter"], Value=webhook, Overwrite=True)

    pipelines.stop(target, outputs["pipeline_name"])
    pipelines.ensure_succeeded(load_project(ROOT), target, outputs["pipeline_name"], print)

    assert aws("s3").head_object(Bucket=outputs["site_bucket"], Key="index.html")
    assert "succeeded" in str(slack.messages(target)[-1])
    assert denied() == []


def test_a_completed_algorithm_starts_the_pipeline(frontend, deployed, aws, eventually, denied):
    outputs = frontend.output()
    item = {"algorithm": "bm25", "version": "1.0.0", "type": "search", "phase": "PACKAGE_TESTS_COMPLETE"}
    item |= {"title": "BM25", "description": "Finds what there is."}
    attributes = {name: {"S": value} for name, value in item.items()}
    aws("dynamodb").put_item(TableName=outputs["algorithms_table"], Item=attributes)

    def started():
        found = aws("codepipeline").list_pipeline_executions(pipelineName=outputs["pipeline_name"])
        assert "CloudWatchEvent" in [one["trigger"]["triggerType"] for one in found["pipelineExecutionSummaries"]]

    eventually(started)
    assert denied() == []
