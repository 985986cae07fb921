"""The stack as a whole, after all that was done to it."""


def test_a_plan_is_empty_after_deployments_and_publications(stack, pipeline):
    stack.terraform.assert_converged()


def test_a_second_deployment_changes_nothing(stack, pipeline, deploy_all):
    done = deploy_all(stack.environment)
    assert {deployment.app for deployment in done} == {
        "invalidate-cache",
        "slack-notification",
        "sync-algorithm-metadata",
    }
    assert [deployment.app for deployment in done if deployment.changed] == []
