"""Each execution is posted to Slack, whatever Slack responds at first."""

import json

from slipway.local import slack


def test_a_start_before_the_functions_first_deployment_is_posted_after_it(
    aws, stack, published, run_target, queued, eventually
):
    group = f"/aws/lambda/{stack.environment}-slack-notification"
    pages = aws("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    records = [json.loads(event["message"]).get("record", {}) for page in pages for event in page["events"]]
    assert [each for each in records if each.get("version") == "1"]  # the version without code
    pages = aws("codepipeline").get_paginator("list_pipeline_executions").paginate(pipelineName=stack.pipeline_name)
    *_, first = (each for page in pages for each in page["pipelineExecutionSummaries"])
    assert first["trigger"]["triggerType"] == "CreatePipeline"

    def is_posted():
        about = [each for each in slack.messages(run_target) if first["pipelineExecutionId"] in json.dumps(each)]
        assert [each["message"]["text"].split()[-1] for each in about] == ["started"]

    # The queue's visibility timeout is 180 s. This test is the first of the file, since the next ones have Slack refuse
    # every message for a while.
    eventually(is_posted, timeout=240)
    letters = queued(stack.dead_letter_queue_urls["slack-notification"])
    assert [letter for letter in letters if first["pipelineExecutionId"] in json.dumps(letter)] == []


def test_what_slack_refuses_for_a_while_comes_through_once_and_the_same_site_clears_at_most_the_page(
    pipeline, slack_answers, posted, invalidations
):
    """The page has the time of its build."""
    # One each: the function has 5 seconds for its attempts, and tries again after the queue's visibility timeout.
    slack_answers(429, 1)
    with pipeline.held_before("Publish"):
        id_ = pipeline.start()
        posted(id_, "started")
        slack_answers(500, 1)
    assert pipeline.only("Succeeded") == id_
    posted(id_, "started", "succeeded")
    cleared = {path for each in invalidations() for path in each["InvalidationBatch"]["Paths"]["Items"]}
    assert cleared <= {"/", "/index.html"}


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
