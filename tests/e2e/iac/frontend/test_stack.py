"""The stack as a whole, after all that was done to it."""


def test_a_plan_is_empty_after_deployments_and_publications(stack, pipeline):
    stack.terraform.assert_converged()


def test_a_webhook_put_by_hand_stays_and_is_kept_in_neither_state_nor_plan(aws, stack, pipeline):
    ssm, name = aws("ssm"), stack.slack_webhook_parameter
    webhook = f"{_value(ssm, name)}-by-hand"
    ssm.put_parameter(Name=name, Value=webhook, Overwrite=True)
    stack.terraform.apply()
    assert _value(ssm, name) == webhook
    state = (stack.terraform.directory / "terraform.tfstate").read_text()
    assert name in state
    for kept in (state, str(stack.terraform.plan())):
        assert webhook.removesuffix("-by-hand") not in kept


def _value(ssm, name):
    return ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]


def test_a_second_deployment_changes_nothing(stack, pipeline, deploy_all):
    done = deploy_all(stack.environment)
    assert {deployment.app for deployment in done} == {
        "invalidate-cache",
        "slack-notification",
        "sync-algorithm-metadata",
    }
    assert [deployment.app for deployment in done if deployment.changed] == []
