"""https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html"""

import pytest

SLOW = "import time\n\n\ndef handler(event, context):\n    time.sleep(4)\n"
ALLOW = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}


@pytest.fixture
def run(function, execute):
    """``run(aws, **members)`` runs a function that takes four seconds; returns the execution and its history."""

    def run(aws, **members):
        state = {"Type": "Task", "Resource": function(aws, SLOW, Timeout=9), "End": True, **members}
        return execute(aws, {"StartAt": "A", "States": {"A": state}}, {"seconds": 1}, ALLOW)

    return run


@pytest.mark.parametrize(
    "members",
    [
        {"TimeoutSecondsPath": "$.seconds"},
        {"QueryLanguage": "JSONata", "TimeoutSeconds": "{% $states.input.seconds %}"},
    ],
)
def test_a_timeout_may_be_found_in_the_input(aws, run, members):
    execution, history = run(aws, **members)
    assert (execution["error"], execution.get("cause")) == ("States.Timeout", None)
    assert history[2]["lambdaFunctionScheduledEventDetails"]["timeoutInSeconds"] == 1


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_path(unpatched_aws, run):
    assert run(unpatched_aws, TimeoutSecondsPath="$.seconds")[0]["status"] == "SUCCEEDED"
