"""The UserParameters of the action."""

import re
from dataclasses import dataclass

_NAME = re.compile(r"[A-Za-z0-9_-]+")
MAX_FUNCTIONS = 20
"""The state of a canary must fit into a continuation token."""


@dataclass(frozen=True)
class Parameters:
    """The action's UserParameters, as JSON or as a query string: ``alias=test&environment=dev&pipeline=delivery``.

    Attributes:
        alias: the alias to move, e.g. ``test``.
        environment: prefix of the functions' names, ``<environment>-<app>``.
        pipeline: the name of this pipeline. Each function must name it in released_by of its module lambda.
        commit: commit that the zips are from, e.g. ``#{SourceVariables.CommitId}``, for the versions' description.
        functions: comma-separated names of apps; by default every ``<app>.zip`` of the artifact.
        artifact: name of the input artifact; by default the only one.
        canary: share of the invocations that new versions receive first, in percent from 1 to 99; by default all
            invocations move immediately.
        bake_seconds: how long the canary lasts.
        alarms: comma-separated names of CloudWatch alarms. One in ALARM ends the canary, and the aliases go back.
        max_attempts: maximum number of invocations; each takes up to the function's timeout.
    """

    alias: str
    environment: str
    pipeline: str
    commit: str = ""
    functions: str = ""
    artifact: str = ""
    canary: int | None = None
    bake_seconds: int = 300
    alarms: str = ""
    max_attempts: int = 20

    def __post_init__(self) -> None:
        for key in ("alias", "environment"):
            if not _NAME.fullmatch(getattr(self, key)):
                raise ValueError(f"UserParameters: {key} must be a name of A-Z a-z 0-9 _ -")
        if not self.pipeline:
            raise ValueError("UserParameters: pipeline must be the name of this pipeline")
        if self.canary is not None and not 1 <= self.canary <= 99:
            raise ValueError("UserParameters: canary must be from 1 to 99 percent")
        if self.canary is None and self.alarms:
            raise ValueError("UserParameters: alarms need a canary, such as canary=10")
        if not 1 <= self.bake_seconds <= 86400:
            raise ValueError("UserParameters: bakeSeconds must be from 1 to 86400, a day")
        if self.max_attempts < 1:
            raise ValueError("UserParameters: maxAttempts must be at least 1")
        if len(self.names) > MAX_FUNCTIONS:
            raise ValueError(f"UserParameters: functions must be at most {MAX_FUNCTIONS}: add another action")

    @property
    def names(self) -> list[str]:
        """The apps in `functions`."""
        return _split(self.functions)

    @property
    def alarm_names(self) -> list[str]:
        """The alarms in `alarms`."""
        return _split(self.alarms)


def _split(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]
