"""The stack as a whole, after everything that was done to it."""

from repository import ROOT

from slipway.deploy.deploy import deploy


def test_a_plan_is_empty_after_deployments_and_publications(stack, pipeline, assert_converged):
    assert_converged("frontend")


def test_a_webhook_put_by_hand_stays_and_is_kept_in_neither_state_nor_plan(aws, stack, pipeline):
    ssm, name = aws("ssm"), stack.slack_webhook_parameter
    webhook = f"{_value(ssm, name)}-by-hand"
    ssm.put_parameter(Name=name, Value=webhook, Overwrite=True)
    stack.terraform.apply(stack.variables)
    assert _value(ssm, name) == webhook
    assert name in stack.state()
    for kept in (stack.state(), str(stack.terraform.plan(stack.variables))):
        assert webhook.removesuffix("-by-hand") not in kept


def _value(ssm, name):
    return ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]


def test_the_deploy_role_deploys_each_function_and_a_second_deployment_changes_nothing(stack, pipeline, deployer):
    apps = {"invalidate-cache", "slack-notification", "sync-algorithm-metadata"}
    assert stack.deployed == dict.fromkeys(apps, True)
    done = deploy(ROOT, deployer, list(apps), environment="dev")
    assert [deployment.app for deployment in done if deployment.changed] == []
