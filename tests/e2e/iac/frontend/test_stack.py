"""The stack as a whole, after everything that was done to it."""

import re
from types import SimpleNamespace

import pytest
from repository import ROOT

from slipway.deploy.deploy import deploy
from slipway.harness.plan import Plan

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


@pytest.fixture(scope="module")
def changed_by_hand(aws, stack, published, terraform, planner):
    """A webhook that was put by hand, and the plan role's plan after that: one plan for all tests."""
    ssm, name = aws("ssm"), stack.slack_webhook_parameter
    before = _value(ssm, name)
    webhook = f"{before}-by-hand"
    ssm.put_parameter(Name=name, Value=webhook, Overwrite=True)
    plan = terraform(planner, "frontend").plan(stack.variables, lock=False)
    yield SimpleNamespace(webhook=webhook, plan=plan)
    ssm.put_parameter(Name=name, Value=before, Overwrite=True)


def test_a_plan_is_empty_after_deployments_and_publications(changed_by_hand):
    assert Plan(changed_by_hand.plan).differences() == []


@pytest.fixture(scope="module")
def changed_and_back(stack, changed_by_hand):
    """What was put by hand, after the apply role has changed the stack and has changed it back."""
    changes = {"deletion_protection": True, "branch": "other", "movies_api_url": "https://other.example.com/live"}
    stack.terraform.apply({**stack.variables, **changes})
    stack.terraform.apply(stack.variables)
    return changed_by_hand


def test_a_webhook_put_by_hand_stays_and_is_kept_in_neither_state_nor_plan(aws, stack, changed_and_back):
    ssm, name = aws("ssm"), stack.slack_webhook_parameter
    assert _value(ssm, name) == changed_and_back.webhook
    assert name in stack.state()
    for kept in (stack.state(), str(changed_and_back.plan)):
        assert changed_and_back.webhook.removesuffix("-by-hand") not in kept


def _value(ssm, name):
    return ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]


def test_the_apply_role_uses_each_of_its_grants(movies_stack, changed_and_back, granted, decisions):
    used = {one["action"] for one in decisions() if one["allowed"] and one["principal"].endswith("/slipway-apply-dev")}
    policies = (
        "slipway-reads-dev-resources",
        "slipway-reads-dev-delivery",
        "slipway-apply-dev-pipelines",
        "slipway-apply-dev-sites",
    )
    needed = {action for name in policies for action in granted(name)}
    assert {action for action in needed - used if not LATER.fullmatch(action)} == set()


def test_the_deploy_role_deploys_each_function_and_a_second_deployment_changes_nothing(stack, pipeline, deployer):
    apps = {"invalidate-cache", "slack-notification", "sync-algorithm-metadata"}
    assert stack.deployed == dict.fromkeys(apps, True)
    done = deploy(ROOT, deployer, list(apps), environment="dev")
    assert [deployment.app for deployment in done if deployment.changed] == []
