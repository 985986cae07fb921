"""The stack as a whole, after everything that was done to it."""

from types import SimpleNamespace

import pytest
from repository import ROOT

from slipway.deploy.deploy import deploy
from slipway.harness.plan import Plan


@pytest.fixture(scope="module")
def changed_by_hand(aws, stack, published, terraform, planner):
    """A webhook that was put by hand, and the plan role's plan after that: one plan for all tests."""
    ssm, name = aws("ssm"), stack.slack_webhook_parameter
    webhook = f"{_value(ssm, name)}-by-hand"
    ssm.put_parameter(Name=name, Value=webhook, Overwrite=True)
    plan = terraform(planner, "frontend").plan(stack.variables, lock=False)
    return SimpleNamespace(webhook=webhook, plan=plan)


def test_a_plan_is_empty_after_deployments_and_publications(changed_by_hand):
    assert Plan(changed_by_hand.plan).differences() == []


def test_a_webhook_put_by_hand_stays_and_is_kept_in_neither_state_nor_plan(aws, stack, changed_by_hand):
    ssm, name = aws("ssm"), stack.slack_webhook_parameter
    stack.terraform.apply(stack.variables)
    assert _value(ssm, name) == changed_by_hand.webhook
    assert name in stack.state()
    for kept in (stack.state(), str(changed_by_hand.plan)):
        assert changed_by_hand.webhook.removesuffix("-by-hand") not in kept


def _value(ssm, name):
    return ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]


def test_the_deploy_role_deploys_each_function_and_a_second_deployment_changes_nothing(stack, pipeline, deployer):
    apps = {"invalidate-cache", "slack-notification", "sync-algorithm-metadata"}
    assert stack.deployed == dict.fromkeys(apps, True)
    done = deploy(ROOT, deployer, list(apps), environment="dev")
    assert [deployment.app for deployment in done if deployment.changed] == []
