"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html"""

import pytest

DEFINITION = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}


def test_an_event_has_the_id_of_the_one_before(aws, execute):
    _, history = execute(aws, DEFINITION, {})
    assert [(event["id"], event["previousEventId"]) for event in history] == [(1, 0), (2, 1), (3, 2), (4, 3)]


@pytest.mark.upstream
def test_unpatched_ministack_gives_no_previous_event(unpatched_aws, execute):
    _, history = execute(unpatched_aws, DEFINITION, {})
    assert "previousEventId" not in history[0]
