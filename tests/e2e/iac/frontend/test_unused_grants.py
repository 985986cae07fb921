"""Least privilege: each grant of each role of the stack is one that is used, the pipeline's and the build's too.

This file is the last of the folder, whose other tests use the grants.
"""

import pytest


@pytest.fixture
def all_used(unused, stack, aws, put, pipeline, without, slack_answers, queued, eventually):
    """Everything that the roles are for has happened, what is done about failures too."""
    if not unused():
        return
    for app in stack.deployed:  # with an event that none of them knows: so its log is written
        aws("lambda").invoke(FunctionName=f"{stack.environment}-{app}:live", Payload="{}")
    for name in ("ranking", "recommendation", "similarity"):
        put(type=name, version=f"1.0.0-{name}")
    pipeline.ended(2)
    with without("invalidate-cache", "cloudfront:CreateInvalidation"):
        put()
        id_ = pipeline.ended(3)[0]["pipelineExecutionId"]
    slack_answers(404, 100)
    pipeline.retry(id_, "Failed")
    for app in ("slack-notification", "sync-algorithm-metadata"):
        eventually(lambda app=app: _there(queued(stack.dead_letter_queue_urls[app])), timeout=60)
    slack_answers(404, 0)
    pipeline.retry(id_)


def _there(found):
    assert found


def test_every_grant_is_used_and_one_that_nothing_uses_is_found(all_used, unused, extra_grant):
    assert unused() == set()
    with extra_grant("frontend-build") as grant:
        assert unused() == {grant}


def test_only_actions_without_resource_types_are_granted_on_all_resources(grants):
    everything = {action for _, action, resource in grants() if resource == "*" or "*" in action}
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html
    assert everything == {"codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"}
