"""https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/error_handling/test_states_errors.snapshot.json
"""

import pytest

LARGEST = 256 * 1024 - 2  # without the quotation marks


def large(size):
    state = {"Type": "Pass", "Result": "a" * size, "End": True}
    return {"StartAt": "State_1", "States": {"State_1": state}}


def test_a_result_has_at_most_256_kib(aws, execute):
    assert execute(aws, large(LARGEST), {})[0]["status"] == "SUCCEEDED"
    execution, history = execute(aws, large(LARGEST + 1), {})
    assert [event["type"] for event in history[1:]] == ["PassStateEntered", "ExecutionFailed"]
    assert execution["error"] == "States.DataLimitExceeded"
    assert execution["cause"] == (
        "The state/task 'State_1' returned a result with a size exceeding the maximum number of bytes service limit."
    )


@pytest.mark.upstream
def test_unpatched_ministack_has_no_limit(unpatched_aws, execute):
    assert execute(unpatched_aws, large(LARGEST + 1), {})[0]["status"] == "SUCCEEDED"
