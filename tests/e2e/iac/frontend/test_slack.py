"""Each execution is posted to Slack, whatever Slack responds at first."""

import json

import pytest


@pytest.mark.parametrize("status", [429, 500])
def test_what_slack_refuses_for_a_while_comes_through_once(pipeline, slack_answers, posted, status):
    slack_answers(status, 2)
    with pipeline.held_before("Publish"):
        id_ = pipeline.start()
        posted(id_, "started")
        slack_answers(status, 2)
    assert pipeline.only("Succeeded") == id_
    posted(id_, "started", "succeeded")


def test_what_slack_refuses_for_good_is_set_aside_and_success_can_be_posted_later(
    stack, pipeline, slack_answers, posted, queued, eventually
):
    slack_answers(404, 100)
    id_ = pipeline.start()
    assert pipeline.only("Failed") == id_
    assert pipeline.failure(id_) == {"Publish/Notify": "Slack refused the message: 404 rollup_error"}
    found = []

    def both_events_are_set_aside():
        found.extend(queued(stack.dead_letter_queue_urls["slack-notification"]))
        about = [event for event in found if id_ in json.dumps(event)]
        assert len(about) == 2

    eventually(both_events_are_set_aside, timeout=60)
    posted(id_)
    slack_answers(404, 0)
    pipeline.retry(id_)
    posted(id_, "succeeded")


def test_the_execution_that_starts_when_the_pipeline_is_created_is_not_sent_to_a_function_without_code(
    aws, stack, published
):
    group = f"/aws/lambda/{stack.environment}-slack-notification"
    pages = aws("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    assert [event for page in pages for event in page["events"] if "has no code yet" in event["message"]] == []
