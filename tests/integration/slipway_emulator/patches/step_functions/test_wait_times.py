"""https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/base/test_wait.snapshot.json
"""

import pytest

DEFINITION = {"StartAt": "A", "States": {"A": {"Type": "Wait", "SecondsPath": "$.s", "End": True}}}
PLACE = "An error occurred while executing the state 'A' (entered at the event id #2). The SecondsPath parameter"


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        (-1, "references a negative value: $.s == -1"),
        (1.5, "cannot be parsed as a long value: $.s == 1.5"),
        (-1.5, "cannot be parsed as a long value: $.s == -1.5"),
    ],
)
def test_seconds_are_a_whole_number(aws, execute, seconds, reason):
    execution, _ = execute(aws, DEFINITION, {"s": seconds})
    assert (execution["error"], execution["cause"]) == ("States.Runtime", f"{PLACE} {reason}")


@pytest.mark.upstream
def test_unpatched_ministack_waits_for_less_than_nothing(unpatched_aws, execute):
    assert execute(unpatched_aws, DEFINITION, {"s": -1})[0]["status"] == "SUCCEEDED"
