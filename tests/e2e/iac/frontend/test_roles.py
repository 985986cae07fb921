"""The stack under the roles of iac/bootstrap: enough for it, and within the boundary."""

import json
import re
from fnmatch import fnmatch

import pytest
from refusals import refused

# What the local AWS asks for when the stack is taken away, which would fail without, and what only AWS asks for: the
# tags of what is made or changed, and whether a function's new configuration is there. The provider uses the old name
# of connections. No stack here uses the modules schedule, secret, function-url, lambda-layer and state-machine, tables
# that scale, or functions of CloudFront. Host names and repositories are in tests/e2e/iac/bootstrap/test_attacks.py.
LATER = re.compile(
    r"[\w-]+:(Delete|Remove|Tag|Untag|AddTags)\w*|iam:ListInstanceProfilesForRole"
    r"|lambda:(GetFunctionConfiguration|ListAliases)"
    r"|cloudfront:UpdateDistribution|s3:ListBucketVersions|s3:PutObjectTagging|codeconnections:\w+|(acm|ecr|route53):\w+"
    r"|cloudfront:(Create|Describe|Get|Publish|Update)Function|(application-autoscaling|scheduler|secretsmanager|states):\w+|lambda:Get(FunctionUrlConfig|LayerVersion|ProvisionedConcurrencyConfig)"
)


@pytest.fixture
def decisions(local_aws, run_target):
    """``decisions()`` returns what the local AWS has decided about the roles of the account."""

    def decisions():
        lines = map(json.loads, local_aws.iam_decisions_file.read_text().splitlines())
        return [one for one in lines if one["account"] == run_target.access_key_id]

    return decisions


@pytest.fixture
def denied(decisions, stack):
    """``denied()`` returns what the stack's roles were refused since the test began, e.g. by the boundary."""

    def refusals():
        return [one for one in decisions() if one["principal"] in stack.roles and not one["allowed"]]

    before = len(refusals())
    return lambda: refusals()[before:]


def test_the_apply_role_changes_the_frontend_and_uses_each_of_its_grants(movies_stack, stack, pipeline, aws, decisions):
    changes = {"deletion_protection": True, "branch": "other", "movies_api_url": "https://other.example.com/live"}
    stack.terraform.apply({**stack.variables, **changes})
    stack.terraform.apply(stack.variables)

    used = {one["action"] for one in decisions() if one["allowed"] and one["principal"].endswith("/slipway-apply-dev")}
    policies = (
        "slipway-reads-dev-resources",
        "slipway-reads-dev-delivery",
        "slipway-apply-dev-pipelines",
        "slipway-apply-dev-sites",
    )
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


def test_the_boundary_has_every_action_that_the_stacks_grant_their_roles(movies_stack, stack, aws):
    """The local AWS doesn't ask for all of them, such as those of an object's tags."""
    iam, bound = aws("iam"), _granted(aws, "slipway-boundary-dev")
    roles = [arn.rpartition("/")[2] for arn in (*movies_stack.roles, *stack.roles)]
    granted = {
        action
        for role in roles
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]
        for action in _actions(iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])
    }
    assert len(granted) > 20
    assert {action for action in granted if not any(fnmatch(action, pattern) for pattern in bound)} == set()


def test_every_role_is_in_the_path_of_dev_and_trusts_its_service_for_this_account_alone(movies_stack, stack, aws):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
    for arn in (*movies_stack.roles, *stack.roles):
        role = aws("iam").get_role(RoleName=arn.rpartition("/")[2])["Role"]
        assert role["Path"] == "/slipway/dev/"
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        if trust["Principal"] != {"Service": "apigateway.amazonaws.com"}:  # which names no source
            assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": arn.split(":")[4]}}


def test_the_plan_role_changes_nothing_and_reads_no_artifact(stack, planner):
    s3, ssm, codepipeline = (planner.client(service) for service in ("s3", "ssm", "codepipeline"))
    refused(s3.put_object, Bucket=stack.metadata_bucket, Key="search.zip", Body=b"")
    refused(s3.get_object, Bucket=stack.site_bucket, Key="index.html")
    refused(ssm.put_parameter, Name=stack.slack_webhook_parameter, Value="x", Overwrite=True)
    refused(codepipeline.start_pipeline_execution, name=stack.pipeline_name)


def test_a_completed_algorithm_is_published_within_the_boundary(stack, put, pipeline, aws, posted, denied):
    put()
    id_ = pipeline.only("Succeeded")
    assert pipeline.executions()[0]["trigger"]["triggerType"] == "CloudWatchEvent"
    assert aws("s3").head_object(Bucket=stack.site_bucket, Key="index.html")
    posted(id_, "started", "succeeded")
    assert denied() == []
