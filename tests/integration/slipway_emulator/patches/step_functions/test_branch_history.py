"""https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/scenarios/test_base_scenarios.snapshot.json
"""

import pytest

INSIDE = {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": True}}}
MAP = {"Type": "Map", "MaxConcurrency": 1, "ItemsPath": "$.a", "ItemProcessor": INSIDE, "End": True}


def run(aws, execute, state):
    return execute(aws, {"StartAt": "A", "States": {"A": state}}, {"a": [1, "x"]})[1]


def kinds(history):
    return [(event["type"], event["previousEventId"]) for event in history[2:-1]]


def test_each_iteration_follows_the_one_before(aws, execute):
    history = run(aws, execute, MAP)
    assert kinds(history) == [
        ("MapStateStarted", 2),
        ("MapIterationStarted", 3),
        ("PassStateEntered", 4),
        ("PassStateExited", 5),
        ("MapIterationSucceeded", 6),
        ("MapIterationStarted", 6),
        ("PassStateEntered", 8),
        ("PassStateExited", 9),
        ("MapIterationSucceeded", 10),
        ("MapStateSucceeded", 11),
        ("MapStateExited", 11),
    ]
    assert history[2]["mapStateStartedEventDetails"] == {"length": 2}
    assert history[7]["mapIterationStartedEventDetails"] == {"name": "A", "index": 1}
    assert history[8]["stateEnteredEventDetails"]["input"] == '"x"'


def test_a_failed_iteration_fails_the_state(aws, execute):
    failing = {"StartAt": "B", "States": {"B": {"Type": "Fail", "Error": "E"}}}
    history = run(aws, execute, {**MAP, "ItemsPath": "$.a[0]", "ItemProcessor": failing})
    assert kinds(history)[2:] == [("FailStateEntered", 4), ("MapIterationFailed", 5), ("MapStateFailed", 6)]


def test_branches_are_within_their_state(aws, execute):
    history = run(aws, execute, {"Type": "Parallel", "Branches": [INSIDE], "End": True})
    assert kinds(history) == [
        ("ParallelStateStarted", 2),
        ("PassStateEntered", 3),
        ("PassStateExited", 4),
        ("ParallelStateSucceeded", 5),
        ("ParallelStateExited", 5),
    ]


def test_a_distributed_map_has_a_run(aws, execute):
    processor = {**INSIDE, "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    history = run(aws, execute, {**MAP, "ItemProcessor": processor})
    assert kinds(history) == [
        ("MapStateStarted", 2),
        ("MapRunStarted", 3),
        ("MapRunSucceeded", 4),
        ("MapStateSucceeded", 5),
        ("MapStateExited", 5),
    ]
    assert history[2]["mapStateStartedEventDetails"] == {"length": 2}
    assert ":mapRun:" in history[3]["mapRunStartedEventDetails"]["mapRunArn"]


@pytest.mark.upstream
def test_unpatched_ministack_adds_no_iterations(unpatched_aws, execute):
    assert len(run(unpatched_aws, execute, MAP)) == 4
