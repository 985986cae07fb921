"""The deployment strategies of the action type Deploy/AWS/Lambda."""

import re

from slipway_emulator.services.codepipeline.action import ActionError

# Each step before all requests go to the new version: its percentage of them, and the seconds until the next step.
Strategy = tuple[tuple[int, float], ...]

_MINUTE = 60  # seconds
_MAX_SECONDS = 2 * 24 * 60 * _MINUTE
_ALL, _MAX_PERCENT = 100, 99
_CANARY = re.compile(r"Canary([0-9]{1,9})Percent([0-9]{1,9})Minutes?")
_LINEAR = re.compile(r"Linear([0-9]{1,9})PercentEvery([0-9]{1,9})Minutes?")


def parse(text: str) -> Strategy:
    """Return the steps of a strategy, e.g. ``AllAtOnce``, ``Canary10Percent5Minutes``, ``Linear10PercentEvery1Minute``.

    Raises:
        ActionError: ``ConfigurationError``; it is another text, or takes more than two days.
    """
    if text == "AllAtOnce":
        return ()
    canary, linear = _CANARY.fullmatch(text), _LINEAR.fullmatch(text)
    match = canary or linear
    if match is None or not 1 <= int(match[1]) <= _MAX_PERCENT or int(match[2]) < 1:
        message = (
            f"DeployStrategy must be AllAtOnce, Canary10Percent5Minutes or Linear10PercentEvery1Minute, not {text}"
        )
        raise ActionError("ConfigurationError", message)
    percent, seconds = int(match[1]), int(match[2]) * _MINUTE
    steps = tuple((step, seconds) for step in range(percent, _ALL, percent)) if linear else ((percent, seconds),)
    if len(steps) * seconds > _MAX_SECONDS:
        raise ActionError("ConfigurationError", f"DeployStrategy {text} takes longer than two days")
    return steps
