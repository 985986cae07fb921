"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-LambdaDeploy.html"""

import pytest

from slipway_emulator.services.codepipeline.action import ActionError
from slipway_emulator.services.codepipeline.actions import traffic


@pytest.mark.parametrize(
    ("strategy", "steps"),
    [
        ("AllAtOnce", ()),
        ("Canary10Percent5Minutes", ((10, 300),)),
        ("Canary25Percent1Minute", ((25, 60),)),
        ("Linear40PercentEvery1Minute", ((40, 60), (80, 60))),
        ("Linear10PercentEvery2Minutes", tuple((percent, 120) for percent in range(10, 100, 10))),
    ],
)
def test_a_strategy_has_steps(strategy, steps):
    assert traffic.parse(strategy) == steps


@pytest.mark.parametrize(
    "strategy",
    [
        "allatonce",
        "Canary0Percent5Minutes",
        "Canary100Percent5Minutes",
        "Canary10Percent",
        "Linear10PercentEvery0Minutes",
    ],
)
def test_another_strategy_is_rejected(strategy):
    with pytest.raises(ActionError, match=f"DeployStrategy must be AllAtOnce, .* not {strategy}") as error:
        traffic.parse(strategy)
    assert error.value.code == "ConfigurationError"


def test_a_strategy_takes_two_days_at_most():
    traffic.parse("Canary10Percent2880Minutes")
    with pytest.raises(ActionError, match="takes longer than two days"):
        traffic.parse("Linear10PercentEvery321Minutes")
